// What people are looking for, each to change or to end.
import type { ReactNode } from "react";
import { useAction } from "../../api/action.ts";
import { FAULTS } from "../../api/faults.ts";
import { graphql } from "../../api/graphql.ts";
import { Do, Opens } from "../../ui/changes/change.tsx";
import { Chip } from "../../ui/bits.tsx";
import { dayOf, money } from "../../words/formats.ts";
import { listingKinds } from "../../words/property.ts";
import { plural, t } from "../../words/words.ts";
import { EditRequirement, REQUIREMENT, type Requirement } from "./requirement_form.tsx";

const CLOSE = graphql(
  `
    mutation CloseRequirement($input: RequirementCloseInput!) {
      requirementClose(input: $input) {
        requirement {
          ...Requirement
        }
        userErrors {
          ...Faults
        }
      }
    }
  `,
  [REQUIREMENT, FAULTS],
);

interface Props {
  of: Requirement[];
  /** Who is looking for it, where that is not the reader. */
  whose?: (requirement: Requirement) => ReactNode;
}

export function RequirementCards({ of, whose }: Props): ReactNode {
  return of.map((requirement) => <One key={requirement.id} of={requirement} whose={whose} />);
}

function One({ of, whose }: { of: Requirement; whose: Props["whose"] }): ReactNode {
  const close = useAction(CLOSE);
  const { areas, minBedrooms, minPrice, maxPrice, createdAt, closedAt } = of;
  const name = listingKinds()[of.kind] ?? of.kind;
  return (
    <article className="card" aria-label={name}>
      <div className="card-head">
        <h3>{[name, ...areas].join(" · ")}</h3>
        <Chip tone={closedAt ? "calm" : "busy"}>{closedAt ? t("Ended") : t("Looking")}</Chip>
      </div>
      {whose && <p>{whose(of)}</p>}
      <p className="row-more">
        {[
          minPrice && t("from {amount}", { amount: money(minPrice) }),
          maxPrice && t("up to {amount}", { amount: money(maxPrice) }),
          minBedrooms !== null && plural("{n} bedroom or more", "{n} bedrooms or more", minBedrooms),
          t("since {day}", { day: dayOf(createdAt) }),
        ]
          .filter(Boolean)
          .join(" · ")}
      </p>
      {of.viewerCanUpdate && (
        <div className="buttons">
          <Opens label={t("Change")}>{(shut) => <EditRequirement of={of} close={shut} />}</Opens>
          <Do label={t("No longer looking")} action={close} input={{ id: of.id, version: of.version }} />
        </div>
      )}
    </article>
  );
}
