// What somebody is looking for, to buy or to rent.
import type { ReactNode } from "react";
import { useAction, type Fault } from "../../api/action.ts";
import { FAULTS } from "../../api/faults.ts";
import { graphql, type Enum, type ResultOf } from "../../api/graphql.ts";
import { Change } from "../../ui/changes/change.tsx";
import type { Given } from "../../ui/changes/given.ts";
import { Choice, Field } from "../../ui/fields.tsx";
import { PRICE_FIELDS, priceIn, PriceField } from "../../ui/price.tsx";
import { listingKinds } from "../../words/property.ts";
import { t } from "../../words/words.ts";

export const REQUIREMENT = graphql(`
  fragment Requirement on Requirement {
    id
    version
    kind
    areas
    minBedrooms
    createdAt
    closedAt
    viewerCanUpdate
    minPrice {
      amount
      currency
    }
    maxPrice {
      amount
      currency
    }
    contact {
      id
      name
    }
  }
`);
const CREATE = graphql(
  `
    mutation CreateRequirement($input: RequirementCreateInput!) {
      requirementCreate(input: $input) {
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
const UPDATE = graphql(
  `
    mutation UpdateRequirement($input: RequirementUpdateInput!) {
      requirementUpdate(input: $input) {
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

const FIELDS = ["contactId", "kind", "areas", "minBedrooms", ...PRICE_FIELDS("minPrice"), ...PRICE_FIELDS("maxPrice")];

export type Requirement = ResultOf<typeof REQUIREMENT>;

const wishIn = (given: Given): Pick<Requirement, "areas" | "minBedrooms" | "minPrice" | "maxPrice"> => ({
  areas: given
    .text("areas")
    .split(",")
    .map((area) => area.trim())
    .filter(Boolean),
  minBedrooms: given.text("minBedrooms") ? Number(given.text("minBedrooms")) : null,
  minPrice: priceIn(given, "minPrice"),
  maxPrice: priceIn(given, "maxPrice"),
});

interface NewProps {
  /** The currency that is offered first. */
  currency?: string | undefined;
  close: () => void;
  /** A field for the person, where the reader keeps it for somebody else. */
  forWhom?: (faults: Fault[]) => ReactNode;
}

export function NewRequirement({ currency, close, forWhom }: NewProps): ReactNode {
  const create = useAction(CREATE, FIELDS);
  return (
    <Change
      title={t("What are you looking for?")}
      go={t("Save")}
      action={create}
      input={(given) => ({
        kind: given.one<Enum<"ListingKind">>("kind"),
        ...wishIn(given),
        ...(forWhom && { contactId: given.text("contactId") }),
      })}
      close={close}
    >
      {forWhom?.(create.faults)}
      <Choice label={t("To buy or to rent?")} name="kind" faults={create.faults}>
        {Object.entries(listingKinds()).map(([value, name]) => (
          <option key={value} value={value}>
            {name}
          </option>
        ))}
      </Choice>
      <Wish currency={currency} faults={create.faults} />
    </Change>
  );
}

export function EditRequirement({ of, close }: { of: Requirement; close: () => void }): ReactNode {
  const update = useAction(UPDATE, FIELDS);
  return (
    <Change
      title={listingKinds()[of.kind] ?? of.kind}
      go={t("Save")}
      action={update}
      input={(given) => ({ id: of.id, version: of.version, ...wishIn(given) })}
      close={close}
    >
      <Wish of={of} currency={of.maxPrice?.currency ?? of.minPrice?.currency} faults={update.faults} />
    </Change>
  );
}

function Wish({
  of,
  currency,
  faults,
}: {
  of?: Requirement;
  currency: string | undefined;
  faults: Fault[];
}): ReactNode {
  return (
    <>
      <Field
        label={t("Areas (optional)")}
        name="areas"
        hint={t("Towns or districts, with commas between them.")}
        defaultValue={of?.areas.join(", ")}
        faults={faults}
      />
      <PriceField label={t("From (optional)")} name="minPrice" of={of?.minPrice} currency={currency} faults={faults} />
      <PriceField label={t("Up to (optional)")} name="maxPrice" of={of?.maxPrice} currency={currency} faults={faults} />
      <Field
        label={t("Bedrooms at least (optional)")}
        name="minBedrooms"
        type="number"
        min={0}
        defaultValue={of?.minBedrooms ?? ""}
        faults={faults}
      />
    </>
  );
}
