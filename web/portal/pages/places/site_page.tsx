// A site: where it is, what stands there, and everything that was done there.
import type { ReactNode } from "react";
import { useParams } from "react-router";
import { graphql, type ResultOf } from "../../api/graphql.ts";
import { useReading } from "../../api/reading.ts";
import { Back, Empty, Facts, Heading, Section } from "../../ui/bits.tsx";
import { Endless } from "../../ui/endless.tsx";
import { Loaded, NotFound } from "../../ui/loaded.tsx";
import { t } from "../../words/words.ts";
import { NewOrderLink } from "../orders/new_order_link.tsx";
import { OrdersOf } from "../orders/orders_of.tsx";
import { AssetRows } from "./asset_rows.tsx";
import { ASSET_ROW, inOneLine, SITE_ROW } from "./rows.ts";

const SITE = graphql(
  `
    query Site($id: ID!) {
      site(id: $id) {
        ...SiteRow
        archivedAt
        viewerCanOpenOrder
      }
    }
  `,
  [SITE_ROW],
);
const ASSETS = graphql(
  `
    query SiteAssets($id: ID!, $after: String) {
      assets(where: { siteId: [$id] }, first: 20, after: $after) {
        nodes {
          ...AssetRow
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  `,
  [ASSET_ROW],
);

type Site = NonNullable<ResultOf<typeof SITE>["site"]>;

export function SitePage(): ReactNode {
  const { id = "" } = useParams();
  const reading = useReading(SITE, { id });
  return (
    <Loaded reading={reading} lines={8}>
      {({ site }) => (site ? <Shown site={site} /> : <NotFound />)}
    </Loaded>
  );
}

function Shown({ site }: { site: Site }): ReactNode {
  return (
    <>
      <div className="heading-with">
        <Heading title={site.name} above={<Back to="/sites">{t("All sites")}</Back>}>
          {site.name}
        </Heading>
        {site.viewerCanOpenOrder && <NewOrderLink site={site.id} company={site.customer?.code} />}
      </div>
      {site.archivedAt && <p className="notice">{t("This is no longer in use.")}</p>}
      <div className="columns">
        <OrdersOf where={{ siteId: [site.id] }} />
        <div>
          <Section title={t("Details")}>
            <Facts
              of={[
                [t("Address"), inOneLine(site.address)],
                [t("Company"), site.customer?.name],
              ]}
            />
          </Section>
          <Section title={t("Assets")}>
            <Endless
              query={ASSETS}
              variables={{ id: site.id }}
              pageOf={(data) => data.assets}
              rows={(assets) => <AssetRows assets={assets} />}
              empty={<Empty title={t("No assets yet")} />}
            />
          </Section>
        </div>
      </div>
    </>
  );
}
