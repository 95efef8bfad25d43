// A tenancy is proposed, or its terms are changed.
import type { ReactNode } from "react";
import { useNavigate } from "react-router";
import { useAction, type Fault } from "../../api/action.ts";
import { FAULTS } from "../../api/faults.ts";
import { graphql, type Enum } from "../../api/graphql.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { Choice, Field } from "../../ui/fields.tsx";
import { PRICE_FIELDS, priceIn, PriceField } from "../../ui/price.tsx";
import { rentPeriods } from "../../words/property.ts";
import { t } from "../../words/words.ts";
import { Change, Form } from "../../ui/changes/change.tsx";
import { Find } from "../ui/find.tsx";
import type { Given } from "../../ui/changes/given.ts";
import { STAFF_TENANCY, tenancyPath, type StaffTenancy } from "./tenancy.ts";

const CREATE = graphql(
  `
    mutation CreateTenancy($input: TenancyCreateInput!) {
      tenancyCreate(input: $input) {
        tenancy {
          ...StaffTenancy
        }
        userErrors {
          ...Faults
        }
      }
    }
  `,
  [STAFF_TENANCY, FAULTS],
);
const UPDATE = graphql(
  `
    mutation UpdateTenancy($input: TenancyUpdateInput!) {
      tenancyUpdate(input: $input) {
        tenancy {
          ...StaffTenancy
        }
        userErrors {
          ...Faults
        }
      }
    }
  `,
  [STAFF_TENANCY, FAULTS],
);

const FIELDS = [
  ...["siteId", "customerId", "tenantIds", "tenantIds.0", "startsOn", "endsOn", "rentDueFrom", "rentPeriod"],
  ...["depositHeldBy", "depositReference", "feeRate", ...PRICE_FIELDS("rent"), ...PRICE_FIELDS("deposit")],
];

interface OfSite {
  id: string;
  name: string;
  customer: { id: string; name: string; currency: string } | null;
}

/** The terms that can be changed for as long as the tenancy goes on. */
const termsIn = (given: Given) => ({
  endsOn: given.optional("endsOn"),
  rentPeriod: given.one<Enum<"RentPeriod">>("rentPeriod"),
  deposit: priceIn(given, "deposit"),
  depositHeldBy: given.optional("depositHeldBy"),
  depositReference: given.optional("depositReference"),
  feeRate: given.optional("feeRate"),
});

const rentIn = (given: Given): { amount: string; currency: string } =>
  priceIn(given, "rent") ?? { amount: "", currency: given.text("rent.currency") };

export function NewTenancy({ site, close }: { site: OfSite; close: () => void }): ReactNode {
  const create = useAction(CREATE, FIELDS);
  const navigate = useNavigate();
  return (
    <Dialog title={t("New tenancy of {site}", { site: site.name })} close={close}>
      <Form
        go={t("Propose it")}
        action={create}
        input={(given) => ({
          ...termsIn(given),
          siteId: site.id,
          customerId: given.text("customerId") || (site.customer?.id ?? ""),
          tenantIds: given.text("tenantIds.0") ? [given.text("tenantIds.0")] : [],
          startsOn: given.text("startsOn"),
          rentDueFrom: given.optional("rentDueFrom"),
          rent: rentIn(given),
        })}
        done={({ tenancy }) => {
          if (tenancy) void navigate(tenancyPath(tenancy));
        }}
        back={close}
      >
        <Find label={t("Tenant")} name="tenantIds.0" type="CONTACT" faults={create.faults} isOptional />
        <Find
          label={site.customer ? t("Who pays, if not {name}", { name: site.customer.name }) : t("Who pays")}
          name="customerId"
          type="CUSTOMER"
          faults={create.faults}
          isOptional={site.customer !== null}
        />
        <Field label={t("First day")} name="startsOn" type="date" required faults={create.faults} />
        <Field
          label={t("Rent is due from (optional)")}
          name="rentDueFrom"
          type="date"
          hint={t("Periods are counted from this day, by default from the first.")}
          faults={create.faults}
        />
        <Terms currency={site.customer?.currency} faults={create.faults} />
      </Form>
    </Dialog>
  );
}

export function EditTenancy({ tenancy, close }: { tenancy: StaffTenancy; close: () => void }): ReactNode {
  const update = useAction(UPDATE, FIELDS);
  return (
    <Change
      title={t("Change the terms")}
      about={t("The rent changes from the next charge on.")}
      go={t("Save")}
      action={update}
      input={(given) => ({ id: tenancy.id, version: tenancy.version, ...termsIn(given), rent: rentIn(given) })}
      close={close}
    >
      <Terms of={tenancy} currency={tenancy.rent.currency} faults={update.faults} />
    </Change>
  );
}

interface TermsProps {
  of?: StaffTenancy;
  currency: string | undefined;
  faults: Fault[];
}

function Terms({ of, currency, faults }: TermsProps): ReactNode {
  return (
    <>
      <Field
        label={t("Last day (optional)")}
        name="endsOn"
        type="date"
        defaultValue={of?.endsOn ?? ""}
        faults={faults}
      />
      <PriceField label={t("Rent")} name="rent" of={of?.rent} currency={currency} required faults={faults} />
      <Choice label={t("Due")} name="rentPeriod" defaultValue={of?.rentPeriod ?? "MONTHLY"} faults={faults}>
        {Object.entries(rentPeriods()).map(([value, name]) => (
          <option key={value} value={value}>
            {name}
          </option>
        ))}
      </Choice>
      <PriceField label={t("Deposit (optional)")} name="deposit" of={of?.deposit} currency={currency} faults={faults} />
      <div className="two">
        <Field
          label={t("Deposit held by (optional)")}
          name="depositHeldBy"
          defaultValue={of?.depositHeldBy ?? ""}
          faults={faults}
        />
        <Field
          label={t("Its reference (optional)")}
          name="depositReference"
          defaultValue={of?.depositReference ?? ""}
          faults={faults}
        />
      </div>
      <Field
        label={t("Our fee in percent (optional)")}
        name="feeRate"
        inputMode="decimal"
        defaultValue={of?.feeRate ?? ""}
        faults={faults}
      />
    </>
  );
}
