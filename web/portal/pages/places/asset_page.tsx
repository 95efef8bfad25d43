// An asset: what it is, where it stands, and everything that was done to it.
import { useState, type ReactNode } from "react";
import { Link, useParams } from "react-router";
import { graphql, type ResultOf } from "../../api/graphql.ts";
import { useReading } from "../../api/reading.ts";
import { Back, Facts, Heading, Section } from "../../ui/bits.tsx";
import { Loaded, NotFound } from "../../ui/loaded.tsx";
import { t } from "../../words/words.ts";
import { NewOrderLink } from "../orders/new_order_link.tsx";
import { OrdersOf } from "../orders/orders_of.tsx";
import { EditAsset } from "./edit_asset.tsx";
import { ASSET_ROW, sitePath } from "./rows.ts";

const ASSET = graphql(
  `
    query Asset($id: ID!) {
      asset(id: $id) {
        ...AssetRow
        version
        archivedAt
        viewerCanUpdate
      }
    }
  `,
  [ASSET_ROW],
);

type Asset = NonNullable<ResultOf<typeof ASSET>["asset"]>;

export function AssetPage(): ReactNode {
  const { id = "" } = useParams();
  const reading = useReading(ASSET, { id });
  return (
    <Loaded reading={reading} lines={8}>
      {({ asset }) => (asset ? <Shown asset={asset} /> : <NotFound />)}
    </Loaded>
  );
}

function Shown({ asset }: { asset: Asset }): ReactNode {
  const [isEditing, setEditing] = useState(false);
  return (
    <>
      <div className="heading-with">
        <Heading title={asset.name} above={<Back to="/assets">{t("All assets")}</Back>}>
          {asset.name}
        </Heading>
        {!asset.archivedAt && <NewOrderLink asset={asset.id} company={asset.customer?.code} />}
      </div>
      {asset.archivedAt && <p className="notice">{t("This is no longer in use.")}</p>}
      <div className="columns">
        <OrdersOf where={{ assetId: [asset.id] }} />
        <Section title={t("Details")}>
          <Facts
            of={[
              [t("Manufacturer"), asset.manufacturer],
              [t("Model"), asset.model],
              [t("Serial number"), asset.serialNumber],
              [t("Site"), asset.site && <Link to={sitePath(asset.site)}>{asset.site.name}</Link>],
              [t("Company"), asset.customer?.name],
            ]}
          />
          {asset.viewerCanUpdate && (
            <button
              type="button"
              className="button after"
              onClick={() => {
                setEditing(true);
              }}
            >
              {t("Edit")}
            </button>
          )}
        </Section>
      </div>
      {isEditing && (
        <EditAsset
          asset={asset}
          close={() => {
            setEditing(false);
          }}
        />
      )}
    </>
  );
}
