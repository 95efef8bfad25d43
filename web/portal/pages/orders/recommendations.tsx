// Recommendations of an order.
import type { ReactNode } from "react";
import { graphql, type ResultOf } from "../../api/graphql.ts";
import { Chip, Moment } from "../../ui/bits.tsx";
import { money } from "../../words/formats.ts";
import { RECOMMENDATION_TONES, recommendationStatus } from "../../words/names.ts";
import { t } from "../../words/words.ts";
import { FILE } from "./entry.ts";
import { Files } from "./files.tsx";

export const RECOMMENDATION = graphql(
  `
    fragment Recommendation on Recommendation {
      id
      version
      title
      detail
      status
      postedAt
      answeredAt
      answerComment
      viewerCanRespond
      estimate {
        amount
        currency
      }
      postedBy {
        name
      }
      answeredBy {
        name
      }
      attachments(first: 20) {
        nodes {
          ...File
        }
      }
    }
  `,
  [FILE],
);

export type Recommendation = ResultOf<typeof RECOMMENDATION>;

export function Recommendations({ of }: { of: Recommendation[] }): ReactNode {
  return of.map((each) => (
    <article key={each.id} className="card" aria-label={each.title}>
      <div className="card-head">
        <h3>{each.title}</h3>
        <Chip tone={RECOMMENDATION_TONES[each.status] ?? "calm"}>{recommendationStatus(each.status)}</Chip>
      </div>
      {each.estimate && (
        <p className="estimate">
          {t("Estimate")} <span className="amount">{money(each.estimate)}</span>
        </p>
      )}
      {each.detail && <p className="said">{each.detail}</p>}
      <Files files={each.attachments.nodes} />
      <p className="row-more">
        {each.postedBy.name}, <Moment at={each.postedAt} relative />
      </p>
      {each.answeredBy && each.answeredAt && (
        <p className="row-more">
          {t("Answered by {name}", { name: each.answeredBy.name })}, <Moment at={each.answeredAt} relative />
          {each.answerComment && <q>{each.answerComment}</q>}
        </p>
      )}
    </article>
  ));
}
