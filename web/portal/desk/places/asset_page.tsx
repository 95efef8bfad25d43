// An asset as staff see it: what it is, where it stands, and everything that was done to it.
import type { ReactNode } from "react";
import { Link, useParams } from "react-router";
import { useAction } from "../../api/action.ts";
import { FAULTS } from "../../api/faults.ts";
import { graphql } from "../../api/graphql.ts";
import { useReading } from "../../api/reading.ts";
import { sitePath } from "../../pages/places/rows.ts";
import { Back, Chip, Facts, Heading, Section } from "../../ui/bits.tsx";
import { Loaded, NotFound } from "../../ui/loaded.tsx";
import { t } from "../../words/words.ts";
import { DeskOrdersOf } from "../orders/orders_of.tsx";
import { Do, Opens } from "../../ui/changes/change.tsx";
import { ASSET, type DeskAsset } from "./asset.ts";
import { EditDeskAsset, MoveAsset } from "./asset_form.tsx";

const READ = graphql(
  `
    query DeskAssetPage($id: ID!) {
      asset(id: $id) {
        ...DeskAsset
      }
    }
  `,
  [ASSET],
);
const ARCHIVE = graphql(
  `
    mutation ArchiveAsset($input: AssetArchiveInput!) {
      assetArchive(input: $input) {
        asset {
          ...DeskAsset
        }
        userErrors {
          ...Faults
        }
      }
    }
  `,
  [ASSET, FAULTS],
);
const RESTORE = graphql(
  `
    mutation RestoreAsset($input: AssetRestoreInput!) {
      assetRestore(input: $input) {
        asset {
          ...DeskAsset
        }
        userErrors {
          ...Faults
        }
      }
    }
  `,
  [ASSET, FAULTS],
);

export function DeskAssetPage(): ReactNode {
  const { id = "" } = useParams();
  const reading = useReading(READ, { id });
  return (
    <Loaded reading={reading} lines={8}>
      {({ asset }) => (asset ? <Shown asset={asset} /> : <NotFound />)}
    </Loaded>
  );
}

function Shown({ asset }: { asset: DeskAsset }): ReactNode {
  return (
    <>
      <Heading title={asset.name} above={<Back to="/sites">{t("All properties and sites")}</Back>}>
        {asset.name}
      </Heading>
      {asset.archivedAt && (
        <p className="under-heading">
          <Chip tone="warn">{t("Archived")}</Chip>
        </p>
      )}
      <div className="columns">
        <DeskOrdersOf where={{ assetId: [asset.id] }} />
        <About asset={asset} />
      </div>
    </>
  );
}

function About({ asset }: { asset: DeskAsset }): ReactNode {
  const archive = useAction(ARCHIVE);
  const restore = useAction(RESTORE);
  const { site, customer } = asset;
  const input = { id: asset.id, version: asset.version };
  return (
    <Section title={t("Details")}>
      <Facts
        of={[
          [t("Manufacturer"), asset.manufacturer],
          [t("Model"), asset.model],
          [t("Serial number"), asset.serialNumber],
          [t("Site"), site && <Link to={sitePath(site)}>{site.name}</Link>],
          [t("Customer"), customer && <Link to={`/customers/${customer.code}`}>{customer.name}</Link>],
          [t("Id elsewhere"), asset.externalReference],
        ]}
      />
      <div className="buttons">
        {asset.viewerCanUpdate && (
          <>
            <Opens label={t("Change the details")}>{(close) => <EditDeskAsset asset={asset} close={close} />}</Opens>
            <Opens label={t("Move elsewhere")}>{(close) => <MoveAsset asset={asset} close={close} />}</Opens>
          </>
        )}
        {asset.viewerCanArchive && <Do label={t("Archive")} action={archive} input={input} />}
        {asset.viewerCanRestore && <Do label={t("Restore")} action={restore} input={input} />}
      </div>
    </Section>
  );
}
