// What the page of a property shows by the reader's roles on it: tenancies, listings, viewings and documents.
import "./property.css";
import type { ReactNode } from "react";
import { graphql, type Enum } from "../../api/graphql.ts";
import { useReading } from "../../api/reading.ts";
import { Section } from "../../ui/bits.tsx";
import { Loaded } from "../../ui/loaded.tsx";
import { Ribbon } from "../../ui/ribbon.tsx";
import { listingStatuses } from "../../words/property.ts";
import { t } from "../../words/words.ts";
import { Documents } from "./files.tsx";
import { ListingRows } from "./listing_rows.tsx";
import { DOCUMENT, LISTING_ROW, VIEWING } from "./rows.ts";
import { TENANCY, TenancySection } from "./tenancy.tsx";
import { Viewings } from "./viewings.tsx";

const PROPERTY = graphql(
  `
    query Property($id: ID!) {
      site(id: $id) {
        id
        tenancies(first: 10) {
          nodes {
            ...Tenancy
          }
        }
        listings(first: 10) {
          nodes {
            ...ListingRow
            statusRibbon {
              status
              state
              reachedAt
            }
          }
        }
        documents(first: 50) {
          nodes {
            ...Document
            tenancy {
              id
            }
          }
        }
      }
      viewings(where: { siteId: [$id] }, sort: { field: STARTS_AT, direction: DESC }, first: 20) {
        nodes {
          ...Viewing
        }
      }
    }
  `,
  [TENANCY, LISTING_ROW, DOCUMENT, VIEWING],
);

export function Property({ id, roles }: { id: string; roles: Enum<"PartyRole">[] }): ReactNode {
  const reading = useReading(PROPERTY, { id });
  return (
    <Loaded reading={reading}>
      {({ site, viewings }) => {
        if (!site) return null;
        const documents = site.documents.nodes.filter(({ tenancy }) => !tenancy);
        return (
          <>
            {site.tenancies.nodes.map((tenancy) => (
              <TenancySection key={tenancy.id} tenancy={tenancy} hasStatements={roles.includes("LANDLORD")} />
            ))}
            {site.listings.nodes.length > 0 && (
              <Section title={t("On the market")}>
                {site.listings.nodes.map((listing) => (
                  <article key={listing.id} className="card" aria-label={listing.headline}>
                    <ListingRows listings={[listing]} />
                    <Ribbon steps={listing.statusRibbon} nameOf={(status) => listingStatuses()[status] ?? status} />
                  </article>
                ))}
              </Section>
            )}
            {viewings && viewings.nodes.length > 0 && (
              <Section title={t("Viewings")}>
                <Viewings viewings={viewings.nodes} />
              </Section>
            )}
            {documents.length > 0 && (
              <Section title={t("Documents")}>
                <Documents documents={documents} />
              </Section>
            )}
          </>
        );
      }}
    </Loaded>
  );
}
