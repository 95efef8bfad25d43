// The customers: searched and filtered by the address.
import type { ReactNode } from "react";
import { useNavigate, useSearchParams } from "react-router";
import { useAction } from "../../api/action.ts";
import { FAULTS } from "../../api/faults.ts";
import { graphql, type VariablesOf } from "../../api/graphql.ts";
import { Chip, Empty, Heading } from "../../ui/bits.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Endless } from "../../ui/endless.tsx";
import { Field } from "../../ui/fields.tsx";
import { Search, Selected } from "../../ui/search.tsx";
import { t } from "../../words/words.ts";
import { useMay } from "../navigation.ts";
import { Form, Opens } from "../../ui/changes/change.tsx";
import { Row } from "../ui/rows.tsx";

const CUSTOMERS = graphql(`
  query Customers($where: CustomerWhere, $search: String, $after: String) {
    customers(where: $where, search: $search, first: 25, after: $after) {
      nodes {
        id
        name
        code
        currency
        archivedAt
        hasAdministrator
        billingAddress {
          city
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);
const CREATE = graphql(
  `
    mutation CreateCustomer($input: CustomerCreateInput!) {
      customerCreate(input: $input) {
        customer {
          id
          code
        }
        userErrors {
          ...Faults
        }
      }
    }
  `,
  [FAULTS],
);

type Where = NonNullable<VariablesOf<typeof CUSTOMERS>["where"]>;

const FILTERS: Record<string, Where> = { archived: { isArchived: true }, alone: { hasAdministrator: false } };

export function CustomerList(): ReactNode {
  const [asked] = useSearchParams();
  const may = useMay();
  return (
    <>
      <div className="heading-with">
        <Heading title={t("Customers")}>{t("Customers")}</Heading>
        {may(["MANAGE_CUSTOMERS"]) && (
          <Opens label={t("New customer")} isMain>
            {(close) => <NewCustomer close={close} />}
          </Opens>
        )}
      </div>
      <div className="tools">
        <Search label={t("Search in customers")} />
        <Selected
          label={t("Show")}
          name="show"
          options={[
            ["", t("Not archived")],
            ["alone", t("Without an administrator")],
            ["archived", t("Archived")],
          ]}
        />
      </div>
      <div className="list">
        <Endless
          key={asked.toString()}
          query={CUSTOMERS}
          variables={{ where: FILTERS[asked.get("show") ?? ""] ?? null, search: asked.get("search") }}
          pageOf={(data) => data.customers}
          rows={(customers) => (
            <ul className="rows">
              {customers.map((customer) => (
                <Row
                  key={customer.id}
                  to={`/customers/${customer.code}`}
                  title={customer.name}
                  more={[customer.code, customer.billingAddress?.city, customer.currency]}
                >
                  {customer.archivedAt && <Chip tone="calm">{t("Archived")}</Chip>}
                  {customer.hasAdministrator === false && <Chip tone="warn">{t("No administrator")}</Chip>}
                </Row>
              ))}
            </ul>
          )}
          empty={<Empty title={t("Nothing found")} />}
        />
      </div>
    </>
  );
}

function NewCustomer({ close }: { close: () => void }): ReactNode {
  const create = useAction(CREATE, ["name", "code", "currency", "timeZone"]);
  const navigate = useNavigate();
  return (
    <Dialog title={t("New customer")} close={close}>
      <Form
        go={t("Add")}
        action={create}
        input={(given) => ({
          name: given.text("name"),
          code: given.optional("code"),
          currency: given.text("currency").toUpperCase(),
          timeZone: given.optional("timeZone"),
        })}
        done={({ customer }) => void navigate(`/customers/${customer?.code ?? ""}`)}
        back={close}
      >
        <Field label={t("Name")} name="name" required faults={create.faults} />
        <div className="two">
          <Field label={t("Code (optional)")} name="code" faults={create.faults} />
          <Field
            label={t("Currency")}
            name="currency"
            required
            maxLength={3}
            placeholder="EUR"
            faults={create.faults}
          />
        </div>
        <Field label={t("Time zone (optional)")} name="timeZone" placeholder="Europe/London" faults={create.faults} />
      </Form>
    </Dialog>
  );
}
