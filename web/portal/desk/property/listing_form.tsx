// A property is listed, or its listing is changed.
import type { ReactNode } from "react";
import { useNavigate } from "react-router";
import { useAction, type Fault } from "../../api/action.ts";
import { FAULTS } from "../../api/faults.ts";
import { graphql, type Enum } from "../../api/graphql.ts";
import { listingPath } from "../../pages/property/rows.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { Area, Choice, Field } from "../../ui/fields.tsx";
import { PRICE_FIELDS, priceIn, PriceField } from "../../ui/price.tsx";
import { listingKinds, listingStatuses, priceQualifiers } from "../../words/property.ts";
import { t } from "../../words/words.ts";
import { Change, Form } from "../../ui/changes/change.tsx";
import type { Given } from "../../ui/changes/given.ts";
import { STAFF_LISTING, type StaffListing } from "./listing.ts";

const CREATE = graphql(
  `
    mutation CreateListing($input: ListingCreateInput!) {
      listingCreate(input: $input) {
        listing {
          ...StaffListing
        }
        userErrors {
          ...Faults
        }
      }
    }
  `,
  [STAFF_LISTING, FAULTS],
);
const UPDATE = graphql(
  `
    mutation UpdateListing($input: ListingUpdateInput!) {
      listingUpdate(input: $input) {
        listing {
          ...StaffListing
        }
        userErrors {
          ...Faults
        }
      }
    }
  `,
  [STAFF_LISTING, FAULTS],
);
const MOVE = graphql(
  `
    mutation MoveListing($input: ListingStatusChangeInput!) {
      listingStatusChange(input: $input) {
        listing {
          ...StaffListing
        }
        userErrors {
          ...Faults
        }
      }
    }
  `,
  [STAFF_LISTING, FAULTS],
);

const FIELDS = [
  ...["siteId", "kind", "headline", "area", "priceQualifier", "bedrooms", "bathrooms", "receptions", "description"],
  ...["availableOn", "exchangeOn", "completionOn", ...PRICE_FIELDS("price")],
];

const countIn = (given: Given, name: string): number | null => (given.text(name) ? Number(given.text(name)) : null);

const factsIn = (given: Given) => ({
  headline: given.text("headline"),
  area: given.optional("area"),
  description: given.optional("description"),
  priceQualifier: given.one<Enum<"PriceQualifier">>("priceQualifier"),
  price: priceIn(given, "price"),
  bedrooms: countIn(given, "bedrooms"),
  bathrooms: countIn(given, "bathrooms"),
  receptions: countIn(given, "receptions"),
  availableOn: given.optional("availableOn"),
});

interface NewProps {
  site: { id: string; name: string; customer: { currency: string } | null };
  close: () => void;
}

export function NewListing({ site, close }: NewProps): ReactNode {
  const create = useAction(CREATE, FIELDS);
  const navigate = useNavigate();
  return (
    <Dialog title={t("List {site}", { site: site.name })} close={close}>
      <Form
        go={t("Prepare it")}
        action={create}
        input={(given) => ({ ...factsIn(given), siteId: site.id, kind: given.one<Enum<"ListingKind">>("kind") })}
        done={({ listing }) => {
          if (listing) void navigate(listingPath(listing));
        }}
        back={close}
      >
        <Choice label={t("Kind")} name="kind" faults={create.faults}>
          {Object.entries(listingKinds()).map(([value, name]) => (
            <option key={value} value={value}>
              {name}
            </option>
          ))}
        </Choice>
        <Fields currency={site.customer?.currency} faults={create.faults} />
      </Form>
    </Dialog>
  );
}

export function EditListing({ listing, close }: { listing: StaffListing; close: () => void }): ReactNode {
  const update = useAction(UPDATE, FIELDS);
  return (
    <Change
      title={t("Change the listing")}
      go={t("Save")}
      action={update}
      input={(given) => ({
        ...factsIn(given),
        id: listing.id,
        version: listing.version,
        area: given.text("area"),
        exchangeOn: given.optional("exchangeOn"),
        completionOn: given.optional("completionOn"),
      })}
      close={close}
    >
      <Fields of={listing} currency={listing.price?.currency} faults={update.faults} />
      {listing.kind === "FOR_SALE" && (
        <div className="two">
          <Field
            label={t("Exchange of contracts (optional)")}
            name="exchangeOn"
            type="date"
            defaultValue={listing.exchangeOn ?? ""}
            faults={update.faults}
          />
          <Field
            label={t("Completion (optional)")}
            name="completionOn"
            type="date"
            defaultValue={listing.completionOn ?? ""}
            faults={update.faults}
          />
        </div>
      )}
    </Change>
  );
}

interface FieldsProps {
  of?: StaffListing;
  currency: string | undefined;
  faults: Fault[];
}

function Fields({ of, currency, faults }: FieldsProps): ReactNode {
  return (
    <>
      <Field label={t("Headline")} name="headline" required defaultValue={of?.headline} faults={faults} />
      <Field
        label={t("Area")}
        name="area"
        hint={t("As it is advertised; by default the town.")}
        defaultValue={of?.area}
        faults={faults}
      />
      <Choice
        label={t("Meaning of the price")}
        name="priceQualifier"
        defaultValue={of?.priceQualifier ?? "ASKING_PRICE"}
        faults={faults}
      >
        {Object.entries(priceQualifiers()).map(([value, name]) => (
          <option key={value} value={value}>
            {name}
          </option>
        ))}
      </Choice>
      <PriceField label={t("Price")} name="price" of={of?.price} currency={currency} faults={faults} />
      <div className="two">
        <Field
          label={t("Bedrooms")}
          name="bedrooms"
          type="number"
          min={0}
          defaultValue={of?.bedrooms ?? ""}
          faults={faults}
        />
        <Field
          label={t("Bathrooms")}
          name="bathrooms"
          type="number"
          min={0}
          defaultValue={of?.bathrooms ?? ""}
          faults={faults}
        />
        <Field
          label={t("Living rooms")}
          name="receptions"
          type="number"
          min={0}
          defaultValue={of?.receptions ?? ""}
          faults={faults}
        />
        <Field
          label={t("Available from")}
          name="availableOn"
          type="date"
          defaultValue={of?.availableOn ?? ""}
          faults={faults}
        />
      </div>
      <Area label={t("Description")} name="description" defaultValue={of?.description ?? ""} faults={faults} />
    </>
  );
}

export function MoveListing({ listing, close }: { listing: StaffListing; close: () => void }): ReactNode {
  const move = useAction(MOVE, ["status", "comment"]);
  return (
    <Change
      title={t("Move {number}", { number: listing.reference })}
      about={listing.headline}
      go={t("Move")}
      action={move}
      input={(given) => ({
        id: listing.id,
        version: listing.version,
        status: given.one<Enum<"ListingStatus">>("status"),
        comment: given.optional("comment"),
      })}
      close={close}
    >
      <Choice label={t("New status")} name="status" faults={move.faults}>
        {listing.nextStatuses.map((status) => (
          <option key={status} value={status}>
            {listingStatuses()[status]}
          </option>
        ))}
      </Choice>
      <Area
        label={t("Comment (optional)")}
        name="comment"
        rows={3}
        hint={t("Whoever follows the property reads it.")}
        faults={move.faults}
      />
    </Change>
  );
}
