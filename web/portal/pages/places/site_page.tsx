// A site: where it is, what stands there, and everything that was done there.
import { lazy, type ReactNode } from "react";
import { useParams } from "react-router";
import { graphql, type ResultOf } from "../../api/graphql.ts";
import { useReading } from "../../api/reading.ts";
import { Back, Empty, Facts, Heading, Section } from "../../ui/bits.tsx";
import { Endless } from "../../ui/endless.tsx";
import { Loads } from "../../ui/later.tsx";
import { Loaded, NotFound } from "../../ui/loaded.tsx";
import { useSession } from "../../session/session.tsx";
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
        kind
        archivedAt
        viewerCanOpenOrder
        parties(first: 50) {
          nodes {
            id
            role
            contact {
              id
            }
          }
        }
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

const Property = lazy(async () => ({ default: (await import("../property/property.tsx")).Property }));

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
  const { viewer } = useSession();
  const roles = site.parties.nodes.filter(({ contact }) => contact.id === viewer.contact?.id).map(({ role }) => role);
  // A vendor and an applicant see nothing of what is repaired there.
  const seesWork = site.customer !== null || roles.includes("LANDLORD") || roles.includes("TENANT");
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
        <div>
          {site.kind === "PROPERTY" && (
            <Loads>
              <Property id={site.id} roles={roles} />
            </Loads>
          )}
          {seesWork && <OrdersOf where={{ siteId: [site.id] }} />}
        </div>
        <div>
          <Section title={t("Details")}>
            <Facts
              of={[
                [t("Address"), inOneLine(site.address)],
                [t("Company"), site.customer?.name],
              ]}
            />
          </Section>
          {seesWork && (
            <Section title={t("Assets")}>
              <Endless
                query={ASSETS}
                variables={{ id: site.id }}
                pageOf={(data) => data.assets}
                rows={(assets) => <AssetRows assets={assets} />}
                empty={<Empty title={t("No assets yet")} />}
              />
            </Section>
          )}
        </div>
      </div>
    </>
  );
}
