// Work that staff recommend on an order, and their answers to the customer's questions about it.
import type { ReactNode } from "react";
import { useAction, type Fault } from "../../api/action.ts";
import { FAULTS } from "../../api/faults.ts";
import { graphql } from "../../api/graphql.ts";
import { Recommendations } from "../../pages/orders/recommendations.tsx";
import { Section } from "../../ui/bits.tsx";
import { Area, Field } from "../../ui/fields.tsx";
import { t } from "../../words/words.ts";
import { Change, Opens } from "../../ui/changes/change.tsx";
import type { Given } from "../../ui/changes/given.ts";
import { WHOLE_ORDER, type StaffRecommendation, type WholeOrder } from "./order.ts";

const CREATE = graphql(
  `
    mutation Recommend($input: RecommendationCreateInput!) {
      recommendationCreate(input: $input) {
        order {
          ...WholeOrder
        }
        userErrors {
          ...Faults
        }
      }
    }
  `,
  [WHOLE_ORDER, FAULTS],
);
const REPLY = graphql(
  `
    mutation ReplyToQuestion($input: RecommendationReplyInput!) {
      recommendationReply(input: $input) {
        order {
          ...WholeOrder
        }
        userErrors {
          ...Faults
        }
      }
    }
  `,
  [WHOLE_ORDER, FAULTS],
);
const WITHDRAW = graphql(
  `
    mutation WithdrawRecommendation($input: RecommendationWithdrawInput!) {
      recommendationWithdraw(input: $input) {
        order {
          ...WholeOrder
        }
        userErrors {
          ...Faults
        }
      }
    }
  `,
  [WHOLE_ORDER, FAULTS],
);

export function StaffRecommendations({ order }: { order: WholeOrder }): ReactNode {
  return (
    <Section title={t("Recommendations")}>
      {order.recommendations.nodes.map((each) => (
        <div key={each.id} className="card">
          <Recommendations of={[each]} />
          <Verbs order={order} of={each} />
        </div>
      ))}
    </Section>
  );
}

function Verbs({ order, of }: { order: WholeOrder; of: StaffRecommendation }): ReactNode {
  return (
    <div className="buttons">
      {of.viewerCanReply && (
        <Opens label={t("Answer the question")} isMain>
          {(close) => <Reply order={order} of={of} close={close} />}
        </Opens>
      )}
      {of.viewerCanWithdraw && <Opens label={t("Withdraw")}>{(close) => <Withdraw of={of} close={close} />}</Opens>}
    </div>
  );
}

const currencyOf = (order: WholeOrder): string => order.customer?.currency ?? "EUR";

const estimateIn = (given: Given, order: WholeOrder): { amount: string; currency: string } | null =>
  given.text("estimate") ? { amount: given.text("estimate"), currency: currencyOf(order) } : null;

function Estimate({ order, of, faults }: { order: WholeOrder; of?: string | undefined; faults: Fault[] }): ReactNode {
  return (
    <Field
      label={t("Estimate in {currency} (optional)", { currency: currencyOf(order) })}
      name="estimate"
      inputMode="decimal"
      placeholder="120.00"
      defaultValue={of}
      faults={faults}
    />
  );
}

export function Recommend({ order, close }: { order: WholeOrder; close: () => void }): ReactNode {
  const create = useAction(CREATE, ["title", "detail", "estimate"]);
  return (
    <Change
      title={t("Recommend work")}
      about={t("The customer approves it, declines it or asks about it.")}
      go={t("Recommend")}
      action={create}
      input={(given) => ({
        orderId: order.id,
        title: given.text("title"),
        detail: given.optional("detail"),
        estimate: estimateIn(given, order),
      })}
      close={close}
    >
      <Field label={t("In a few words")} name="title" required faults={create.faults} />
      <Area label={t("Details (optional)")} name="detail" faults={create.faults} />
      <Estimate order={order} faults={create.faults} />
    </Change>
  );
}

interface Props {
  order: WholeOrder;
  of: StaffRecommendation;
  close: () => void;
}

function Reply({ order, of, close }: Props): ReactNode {
  const reply = useAction(REPLY, ["comment", "detail", "estimate"]);
  return (
    <Change
      title={t("Answer the question about “{title}”", { title: of.title })}
      {...(of.answerComment && { about: of.answerComment })}
      go={t("Answer")}
      action={reply}
      input={(given) => ({
        id: of.id,
        version: of.version,
        comment: given.text("comment"),
        detail: given.optional("detail"),
        estimate: estimateIn(given, order),
      })}
      close={close}
    >
      <Area label={t("Answer")} name="comment" required faults={reply.faults} />
      <Area label={t("Details (optional)")} name="detail" defaultValue={of.detail ?? ""} faults={reply.faults} />
      <Estimate order={order} of={of.estimate?.amount} faults={reply.faults} />
    </Change>
  );
}

function Withdraw({ of, close }: Omit<Props, "order">): ReactNode {
  const withdraw = useAction(WITHDRAW, ["reason"]);
  return (
    <Change
      title={t("Withdraw “{title}”", { title: of.title })}
      go={t("Withdraw")}
      action={withdraw}
      input={(given) => ({ id: of.id, version: of.version, reason: given.optional("reason") })}
      close={close}
    >
      <Field label={t("Reason (optional)")} name="reason" faults={withdraw.faults} />
    </Change>
  );
}
