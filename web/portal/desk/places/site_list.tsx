// Properties and sites: searched and filtered by the address.
import type { ReactNode } from "react";
import { useNavigate, useSearchParams } from "react-router";
import { useAction } from "../../api/action.ts";
import { FAULTS } from "../../api/faults.ts";
import { graphql, type Enum, type VariablesOf } from "../../api/graphql.ts";
import { Chip, Empty, Heading } from "../../ui/bits.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Endless } from "../../ui/endless.tsx";
import { Choice, Field } from "../../ui/fields.tsx";
import { Search, Selected } from "../../ui/search.tsx";
import { t } from "../../words/words.ts";
import { partyRoles, siteKinds } from "../names.ts";
import { useMay } from "../navigation.ts";
import { ADDRESS_FIELDS, addressIn, AddressFields } from "../ui/address.tsx";
import { Form, Opens } from "../../ui/changes/change.tsx";
import { Find } from "../ui/find.tsx";
import { Row } from "../ui/rows.tsx";

const SITES = graphql(`
  query Sites($where: SiteWhere, $search: String, $after: String) {
    sites(where: $where, search: $search, first: 25, after: $after) {
      nodes {
        id
        name
        kind
        archivedAt
        address {
          line1
          city
        }
        customer {
          id
          name
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
    mutation CreateSite($input: SiteCreateInput!) {
      siteCreate(input: $input) {
        site {
          id
        }
        userErrors {
          ...Faults
        }
      }
    }
  `,
  [FAULTS],
);

type Where = NonNullable<VariablesOf<typeof SITES>["where"]>;

export function SiteList(): ReactNode {
  const [asked] = useSearchParams();
  const may = useMay();
  const kind = asked.get("kind");
  const role = asked.get("role");
  const where: Where = {
    ...(kind && { kind: [kind as Enum<"SiteKind">] }),
    ...(role && { partyRole: [role as Enum<"PartyRole">] }),
    ...(asked.get("show") === "archived" && { isArchived: true }),
  };
  return (
    <>
      <div className="heading-with">
        <Heading title={t("Properties and sites")}>{t("Properties and sites")}</Heading>
        {may(["MANAGE_PROPERTIES", "MANAGE_ORDERS"]) && (
          <Opens label={t("New property or site")} isMain>
            {(close) => <NewSite close={close} />}
          </Opens>
        )}
      </div>
      <div className="tools">
        <Search label={t("Search in properties and sites")} />
        <Selected label={t("Kind")} name="kind" options={[["", t("All")], ...Object.entries(siteKinds())]} />
        <Selected
          label={t("With a")}
          name="role"
          options={[["", t("Any role or none")], ...Object.entries(partyRoles())]}
        />
        <Selected
          label={t("Show")}
          name="show"
          options={[
            ["", t("Not archived")],
            ["archived", t("Archived")],
          ]}
        />
      </div>
      <div className="list">
        <Endless
          key={asked.toString()}
          query={SITES}
          variables={{ where, search: asked.get("search") }}
          pageOf={(data) => data.sites}
          rows={(sites) => (
            <ul className="rows">
              {sites.map((site) => (
                <Row
                  key={site.id}
                  to={`/sites/${site.id}`}
                  title={site.name}
                  more={[site.address.line1, site.address.city, site.customer?.name]}
                >
                  <Chip tone={site.kind === "PROPERTY" ? "busy" : "calm"}>{siteKinds()[site.kind]}</Chip>
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

function NewSite({ close }: { close: () => void }): ReactNode {
  const create = useAction(CREATE, ["name", "kind", "customerId", "externalReference", ...ADDRESS_FIELDS("address")]);
  const navigate = useNavigate();
  return (
    <Dialog title={t("New property or site")} close={close}>
      <Form
        go={t("Add")}
        action={create}
        input={(given) => ({
          name: given.text("name"),
          kind: given.one<Enum<"SiteKind">>("kind"),
          customerId: given.optional("customerId"),
          externalReference: given.optional("externalReference"),
          address: addressIn(given, "address") ?? { line1: "", city: "", country: "" },
        })}
        done={({ site }) => void navigate(`/sites/${site?.id ?? ""}`)}
        back={close}
      >
        <Field label={t("Name")} name="name" required faults={create.faults} />
        <Choice label={t("Kind")} name="kind" faults={create.faults}>
          {Object.entries(siteKinds()).map(([value, name]) => (
            <option key={value} value={value}>
              {name}
            </option>
          ))}
        </Choice>
        <Find label={t("Customer")} name="customerId" type="CUSTOMER" faults={create.faults} isOptional />
        <AddressFields name="address" faults={create.faults} />
        <Field label={t("Id elsewhere (optional)")} name="externalReference" faults={create.faults} />
      </Form>
    </Dialog>
  );
}
