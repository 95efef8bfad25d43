// What has happened to an order, newest first, page by page.
import type { ReactNode } from "react";
import { graphql } from "../../api/graphql.ts";
import { Chip, Moment, Section } from "../../ui/bits.tsx";
import { Endless } from "../../ui/endless.tsx";
import { moment } from "../../words/formats.ts";
import { orderStatus } from "../../words/names.ts";
import { t } from "../../words/words.ts";
import { ENTRY, type Entry } from "./entry.ts";
import { Files } from "./files.tsx";
import { RemoveWords } from "./remove.tsx";

const TIMELINE = graphql(
  `
    query Timeline($id: ID!, $after: String) {
      order(by: { id: $id }) {
        id
        timeline(first: 20, after: $after) {
          nodes {
            ...Entry
          }
          pageInfo {
            hasNextPage
            endCursor
          }
        }
      }
    }
  `,
  [ENTRY],
);

interface Props {
  order: { id: string };
  /** Above the entries. */
  children?: ReactNode;
  /** What can be done with an entry, besides removing its words; null where nothing can. */
  tools?: (entry: Entry) => ReactNode;
}

export function Timeline({ order, children, tools }: Props): ReactNode {
  return (
    <Section title={t("Timeline")}>
      {children}
      <Endless
        query={TIMELINE}
        variables={{ id: order.id }}
        pageOf={(data) => data.order?.timeline}
        rows={(entries) => (
          <ol className="timeline">
            {entries.map((entry) => (
              <EntryItem key={entry.id} entry={entry} more={tools?.(entry)} />
            ))}
          </ol>
        )}
        empty={null}
      />
    </Section>
  );
}

function EntryItem({ entry, more }: { entry: Entry; more: ReactNode }): ReactNode {
  return (
    <li className={`entry ${entry.__typename === "Note" ? "note" : ""}`}>
      <p className="entry-head">
        <strong>{entry.actor.kind === "SYSTEM" ? t("Automatically") : entry.actor.name}</strong> {told(entry)}
        <Moment at={entry.occurredAt} relative />{" "}
        {entry.visibility === "STAFF_ONLY" && <Chip tone="warn">{t("Only staff")}</Chip>}
      </p>
      {entry.removal ? (
        <p className="removed">
          {[t("The contents of this entry were removed."), entry.removal.reason].filter(Boolean).join(" ")}
        </p>
      ) : (
        <Body entry={entry} />
      )}
      {(entry.viewerCanRedact || more) && (
        <details className="entry-tools">
          <summary>{t("More")}</summary>
          <div className="buttons">
            {entry.viewerCanRedact && <RemoveWords entry={entry} />}
            {more}
          </div>
        </details>
      )}
    </li>
  );
}

/** What the actor did, in a few words. */
function told(entry: Entry): string {
  switch (entry.__typename) {
    case "Note":
      return "";
    case "AttachmentAdded":
      return t("added a file");
    case "StatusChange":
      return t("set the status to “{status}”", { status: orderStatus(entry.toStatus) });
    case "VisitScheduled":
      return t("planned a visit: {moment}", { moment: moment(entry.scheduledFor) });
    case "TechniciansAssigned":
      return t("assigned {names}", { names: entry.technicians.map(({ name }) => name).join(", ") });
    case "WorkRecorded":
      return t("recorded work");
    case "RecommendationPosted":
      return t("recommended “{title}”", { title: entry.recommendation.title });
    case "RecommendationAnswered":
      return answered(entry.answer, entry.recommendation.title);
    case "RecommendationReplied":
      return t("replied to the question about “{title}”", { title: entry.recommendation.title });
    case "RecommendationWithdrawn":
      return t("withdrew “{title}”", { title: entry.recommendation.title });
    default:
      return "";
  }
}

function answered(answer: string, title: string): string {
  if (answer === "APPROVE") return t("approved “{title}”", { title });
  if (answer === "DECLINE") return t("declined “{title}”", { title });
  return t("asked about “{title}”", { title });
}

function Body({ entry }: { entry: Entry }): ReactNode {
  switch (entry.__typename) {
    case "Note":
      return (
        <>
          {entry.body && <p className="said">{entry.body}</p>}
          {entry.quotedText && (
            <details className="quoted">
              <summary>{t("Quoted text")}</summary>
              <p className="said">{entry.quotedText}</p>
            </details>
          )}
          <Files files={entry.attachments} />
        </>
      );
    case "AttachmentAdded":
      return <Files files={[entry.attachment]} />;
    case "WorkRecorded":
      return <p className="said">{entry.summary}</p>;
    case "StatusChange":
    case "RecommendationAnswered":
    case "RecommendationReplied":
    case "RecommendationWithdrawn":
      return entry.comment ? <p className="said">{entry.comment}</p> : null;
    default:
      return null;
  }
}
