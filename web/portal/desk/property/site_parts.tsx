// The tenancies and listings of a property, and the ways to new ones.
import "../../pages/property/property.css";
import type { ReactNode } from "react";
import { graphql } from "../../api/graphql.ts";
import { useReading } from "../../api/reading.ts";
import { ListingRows } from "../../pages/property/listing_rows.tsx";
import { LISTING_ROW, TENANCY_ROW } from "../../pages/property/rows.ts";
import { Empty, Section } from "../../ui/bits.tsx";
import { Loaded } from "../../ui/loaded.tsx";
import { t } from "../../words/words.ts";
import { useMay } from "../navigation.ts";
import type { Site } from "../places/site.ts";
import { Opens } from "../../ui/changes/change.tsx";
import { NewListing } from "./listing_form.tsx";
import { NewTenancy } from "./tenancy_form.tsx";
import { TenancyRows } from "./tenancy_list.tsx";

const READ = graphql(
  `
    query SiteLettings($id: ID!) {
      site(id: $id) {
        id
        tenancies(first: 20) {
          nodes {
            ...TenancyRow
          }
        }
        listings(first: 20) {
          nodes {
            ...ListingRow
          }
        }
      }
    }
  `,
  [TENANCY_ROW, LISTING_ROW],
);

export function SiteLettings({ site }: { site: Site }): ReactNode {
  const manages = useMay()(["MANAGE_PROPERTIES"]) && site.archivedAt === null;
  const reading = useReading(READ, { id: site.id });
  const tenancies = reading.data?.site?.tenancies.nodes ?? [];
  const listings = reading.data?.site?.listings.nodes ?? [];
  return (
    <Loaded reading={reading}>
      {() => (
        <>
          <Section title={t("Tenancies")}>
            {tenancies.length > 0 ? <TenancyRows tenancies={tenancies} /> : <Empty title={t("No tenancies yet")} />}
            {manages && (
              <div className="buttons">
                <Opens label={t("New tenancy")}>{(close) => <NewTenancy site={site} close={close} />}</Opens>
              </div>
            )}
          </Section>
          <Section title={t("Listings")}>
            {listings.length > 0 ? <ListingRows listings={listings} /> : <Empty title={t("No listings yet")} />}
            {manages && (
              <div className="buttons">
                <Opens label={t("New listing")}>{(close) => <NewListing site={site} close={close} />}</Opens>
              </div>
            )}
          </Section>
        </>
      )}
    </Loaded>
  );
}
