// The answer to a recommendation: yes, no, or a question first.
import { useState, type ReactNode } from "react";
import { newKey, useAction } from "../../api/action.ts";
import { graphql, type Enum } from "../../api/graphql.ts";
import { Asking } from "../../ui/asking.tsx";
import { money } from "../../words/formats.ts";
import { t } from "../../words/words.ts";
import { RECOMMENDATION, type Recommendation } from "./recommendation.ts";

const RESPOND = graphql(
  `
    mutation Respond($input: RecommendationRespondInput!) {
      recommendationRespond(input: $input) {
        recommendation {
          ...Recommendation
        }
        order {
          id
          updatedAt
        }
        userErrors {
          code
          message
          field
        }
      }
    }
  `,
  [RECOMMENDATION],
);

type Answer = Enum<"RecommendationAnswer">;

export function Answers({ to }: { to: Recommendation }): ReactNode {
  const [asked, ask] = useState<Answer | null>(null);
  const respond = useAction(RESPOND, ["comment"]);

  async function act(answer: Answer, comment: string | null): Promise<boolean> {
    const input = { id: to.id, version: to.version, answer, comment, idempotencyKey: newKey() };
    return (await respond.run(input)) !== undefined;
  }
  function begin(answer: Answer): void {
    respond.forgetFaults();
    ask(answer);
  }

  return (
    <>
      <div className="buttons">
        <button
          type="button"
          className="button go"
          onClick={() => {
            begin("APPROVE");
          }}
        >
          {t("Approve")}
        </button>
        <button
          type="button"
          className="button"
          onClick={() => {
            begin("DECLINE");
          }}
        >
          {t("Decline")}
        </button>
        <button
          type="button"
          className="button"
          onClick={() => {
            begin("ASK_CLARIFICATION");
          }}
        >
          {t("Ask a question")}
        </button>
      </div>
      {asked && (
        <Asking
          {...wordsFor(asked, to)}
          field="comment"
          isRequired={asked === "ASK_CLARIFICATION"}
          faults={respond.faults}
          problem={respond.problem}
          isUnderWay={respond.isUnderWay}
          close={() => {
            ask(null);
          }}
          act={(comment) => act(asked, comment)}
        />
      )}
    </>
  );
}

function wordsFor(
  answer: Answer,
  { title, estimate }: Recommendation,
): { title: string; about?: string; label: string; go: string } {
  if (answer === "DECLINE") return { title: t("Decline “{title}”", { title }), label: t("Comment"), go: t("Decline") };
  if (answer === "ASK_CLARIFICATION") {
    return { title: t("Ask about “{title}”", { title }), label: t("Your question"), go: t("Ask") };
  }
  const about = estimate && t("We do the work for about {amount}.", { amount: money(estimate) });
  return { title: t("Approve “{title}”", { title }), ...(about && { about }), label: t("Comment"), go: t("Approve") };
}
