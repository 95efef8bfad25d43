// Recommendations of an order, and the answers that the reader may give.
import type { ReactNode } from "react";
import { Chip, Moment } from "../../ui/bits.tsx";
import { money } from "../../words/formats.ts";
import { RECOMMENDATION_TONES, recommendationStatus } from "../../words/names.ts";
import { t } from "../../words/words.ts";
import { Answers } from "./answer.tsx";
import { Files } from "./files.tsx";
import type { Recommendation } from "./recommendation.ts";

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
      {each.viewerCanRespond && <Answers to={each} />}
    </article>
  ));
}
