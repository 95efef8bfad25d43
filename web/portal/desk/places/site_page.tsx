// A property or a site: where it is, who has a role on it, its assets and its orders.
import type { ReactNode } from "react";
import { Link, useParams } from "react-router";
import { useAction } from "../../api/action.ts";
import { FAULTS } from "../../api/faults.ts";
import { graphql } from "../../api/graphql.ts";
import { useReading } from "../../api/reading.ts";
import { Back, Chip, Empty, Facts, Heading, Section } from "../../ui/bits.tsx";
import { Endless } from "../../ui/endless.tsx";
import { Field } from "../../ui/fields.tsx";
import { Loaded, NotFound } from "../../ui/loaded.tsx";
import { country } from "../../words/formats.ts";
import { t } from "../../words/words.ts";
import { siteKinds } from "../names.ts";
import { DESK_ORDER, DeskOrderRows } from "../orders/rows.tsx";
import { ADDRESS_FIELDS, addressIn, AddressFields } from "../ui/address.tsx";
import { Change, Do, Opens } from "../ui/change.tsx";
import { Roles } from "./roles.tsx";
import { SITE, type Site } from "./site.ts";

const READ = graphql(
  `
    query DeskSite($id: ID!) {
      site(id: $id) {
        ...Site
      }
    }
  `,
  [SITE],
);
const ORDERS = graphql(
  `
    query OrdersOfSite($site: [ID!], $after: String) {
      orders(where: { siteId: $site }, first: 10, after: $after) {
        nodes {
          ...DeskOrder
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  `,
  [DESK_ORDER],
);
const UPDATE = graphql(
  `
    mutation UpdateSite($input: SiteUpdateInput!) {
      siteUpdate(input: $input) {
        site {
          ...Site
        }
        userErrors {
          ...Faults
        }
      }
    }
  `,
  [SITE, FAULTS],
);
const ARCHIVE = graphql(
  `
    mutation ArchiveSite($input: SiteArchiveInput!) {
      siteArchive(input: $input) {
        site {
          ...Site
        }
        userErrors {
          ...Faults
        }
      }
    }
  `,
  [SITE, FAULTS],
);
const RESTORE = graphql(
  `
    mutation RestoreSite($input: SiteRestoreInput!) {
      siteRestore(input: $input) {
        site {
          ...Site
        }
        userErrors {
          ...Faults
        }
      }
    }
  `,
  [SITE, FAULTS],
);

export function SitePage(): ReactNode {
  const { id = "" } = useParams();
  const reading = useReading(READ, { id });
  return (
    <Loaded reading={reading} lines={8}>
      {({ site }) => (site ? <Shown site={site} /> : <NotFound />)}
    </Loaded>
  );
}

function Shown({ site }: { site: Site }): ReactNode {
  return (
    <>
      <Heading title={site.name} above={<Back to="/sites">{t("All properties and sites")}</Back>}>
        {site.name}
      </Heading>
      <p className="under-heading">
        <Chip tone={site.kind === "PROPERTY" ? "busy" : "calm"}>{siteKinds()[site.kind]}</Chip>
        {site.archivedAt && <Chip tone="warn">{t("Archived")}</Chip>}
      </p>
      <div className="columns">
        <div>
          {site.kind === "PROPERTY" && <Roles site={site} />}
          <Section title={t("Orders")}>
            <Endless
              query={ORDERS}
              variables={{ site: [site.id] }}
              pageOf={(data) => data.orders}
              rows={(orders) => <DeskOrderRows orders={orders} />}
              empty={<Empty title={t("No orders yet")} />}
            />
          </Section>
        </div>
        <div>
          <About site={site} />
          <Section title={t("Assets")}>
            {site.assets.nodes.length > 0 ? (
              <ul className="rows">
                {site.assets.nodes.map(({ id, name, manufacturer, model, serialNumber }) => (
                  <li key={id} className="row">
                    <span className="row-main">
                      <span className="row-title">{name}</span>
                      <span className="row-more">
                        {[manufacturer, model, serialNumber].filter(Boolean).join(" · ")}
                      </span>
                    </span>
                  </li>
                ))}
              </ul>
            ) : (
              <Empty title={t("No assets yet")} />
            )}
          </Section>
        </div>
      </div>
    </>
  );
}

function About({ site }: { site: Site }): ReactNode {
  const archive = useAction(ARCHIVE);
  const restore = useAction(RESTORE);
  const { address, customer } = site;
  const city = [address.postalCode, address.city].filter(Boolean).join(" ");
  const input = { id: site.id, version: site.version };
  return (
    <Section title={t("Details")}>
      <Facts
        of={[
          [t("Address"), [address.line1, address.line2, city, country(address.country)].filter(Boolean).join(", ")],
          [t("Customer"), customer && <Link to={`/customers/${customer.code}`}>{customer.name}</Link>],
          [t("Id elsewhere"), site.externalReference],
        ]}
      />
      <div className="buttons">
        {site.viewerCanUpdate && (
          <Opens label={t("Change the details")}>{(close) => <EditSite site={site} close={close} />}</Opens>
        )}
        {site.viewerCanArchive && <Do label={t("Archive")} action={archive} input={input} />}
        {site.viewerCanRestore && <Do label={t("Restore")} action={restore} input={input} />}
      </div>
    </Section>
  );
}

function EditSite({ site, close }: { site: Site; close: () => void }): ReactNode {
  const update = useAction(UPDATE, ["name", "externalReference", ...ADDRESS_FIELDS("address")]);
  return (
    <Change
      title={t("Change the details")}
      go={t("Save")}
      action={update}
      input={(given) => ({
        id: site.id,
        version: site.version,
        name: given.text("name"),
        externalReference: given.optional("externalReference"),
        address: addressIn(given, "address"),
      })}
      close={close}
    >
      <Field label={t("Name")} name="name" required defaultValue={site.name} faults={update.faults} />
      <AddressFields name="address" of={site.address} faults={update.faults} />
      <Field
        label={t("Id elsewhere (optional)")}
        name="externalReference"
        defaultValue={site.externalReference ?? ""}
        faults={update.faults}
      />
    </Change>
  );
}
