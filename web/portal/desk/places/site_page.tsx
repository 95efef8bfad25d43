// A property or a site: where it is, who has a role on it, its assets and its orders.
import type { ReactNode } from "react";
import { Link, useParams } from "react-router";
import { useAction } from "../../api/action.ts";
import { FAULTS } from "../../api/faults.ts";
import { graphql } from "../../api/graphql.ts";
import { useReading } from "../../api/reading.ts";
import { assetPath } from "../../pages/places/rows.ts";
import { Back, Chip, Empty, Facts, Heading, Section } from "../../ui/bits.tsx";
import { Field } from "../../ui/fields.tsx";
import { Loaded, NotFound } from "../../ui/loaded.tsx";
import { country } from "../../words/formats.ts";
import { t } from "../../words/words.ts";
import { siteKinds } from "../names.ts";
import { DeskOrdersOf } from "../orders/orders_of.tsx";
import { DeskDocuments } from "../property/documents.tsx";
import { SiteLettings } from "../property/site_parts.tsx";
import { ADDRESS_FIELDS, addressIn, AddressFields } from "../ui/address.tsx";
import { Change, Do, Opens } from "../../ui/changes/change.tsx";
import { Row } from "../ui/rows.tsx";
import { NewAsset } from "./asset_form.tsx";
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
          {site.kind === "PROPERTY" && <SiteLettings site={site} />}
          {site.kind === "PROPERTY" && <Roles site={site} />}
          <DeskOrdersOf where={{ siteId: [site.id] }} />
        </div>
        <div>
          <About site={site} />
          {site.kind === "PROPERTY" && <DeskDocuments siteId={site.id} />}
          <Assets site={site} />
        </div>
      </div>
    </>
  );
}

function Assets({ site }: { site: Site }): ReactNode {
  return (
    <Section title={t("Assets")}>
      {site.assets.nodes.length > 0 ? (
        <ul className="rows">
          {site.assets.nodes.map((asset) => (
            <Row
              key={asset.id}
              to={assetPath(asset)}
              title={asset.name}
              more={[asset.manufacturer, asset.model, asset.serialNumber]}
            />
          ))}
        </ul>
      ) : (
        <Empty title={t("No assets yet")} />
      )}
      {site.viewerCanAddAsset && (
        <div className="buttons">
          <Opens label={t("New asset")}>{(close) => <NewAsset site={site} close={close} />}</Opens>
        </div>
      )}
    </Section>
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
