// What is on the market, as far as the reader sees it: filtered by the address.
import "./property.css";
import type { ReactNode } from "react";
import { Link, useSearchParams } from "react-router";
import { graphql, type Enum, type VariablesOf } from "../../api/graphql.ts";
import { Empty, Heading } from "../../ui/bits.tsx";
import { Endless } from "../../ui/endless.tsx";
import { Search, Selected } from "../../ui/search.tsx";
import { listingKinds } from "../../words/property.ts";
import { t } from "../../words/words.ts";
import { Tabs } from "../places/tabs.tsx";
import { ListingRows } from "./listing_rows.tsx";
import { LISTING_ROW } from "./rows.ts";

export const LISTINGS = graphql(
  `
    query Listings($where: ListingWhere, $search: String, $sort: ListingSort, $after: String) {
      listings(where: $where, search: $search, sort: $sort, first: 20, after: $after) {
        nodes {
          ...ListingRow
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  `,
  [LISTING_ROW],
);

type Variables = VariablesOf<typeof LISTINGS>;

const SORTS: Record<string, Variables["sort"]> = {
  cheap: { field: "PRICE", direction: "ASC" },
  dear: { field: "PRICE", direction: "DESC" },
  changed: { field: "UPDATED_AT", direction: "DESC" },
};

/** What is asked for, of the address. */
export function askedListings(address: URLSearchParams): Variables {
  const kind = address.get("kind");
  const bedrooms = Number(address.get("bedrooms"));
  const show = address.get("show");
  const where = {
    ...(kind && { kind: [kind as Enum<"ListingKind">] }),
    ...(bedrooms > 0 && { minBedrooms: bedrooms }),
    ...(show && { isOpen: show === "open" }),
  };
  return {
    where: Object.keys(where).length > 0 ? where : null,
    search: address.get("search"),
    sort: SORTS[address.get("sort") ?? ""] ?? null,
  };
}

export function ListingTools(): ReactNode {
  return (
    <div className="tools">
      <Search label={t("Search in listings")} />
      <Selected label={t("Kind")} name="kind" options={[["", t("All")], ...Object.entries(listingKinds())]} />
      <Selected
        label={t("Bedrooms")}
        name="bedrooms"
        options={[["", t("All")], ...[1, 2, 3, 4, 5].map((n): [string, string] => [`${n}`, t("{n} or more", { n })])]}
      />
      <Selected
        label={t("Show")}
        name="show"
        options={[
          ["", t("All")],
          ["open", t("Open")],
          ["over", t("Over")],
        ]}
      />
      <Selected
        label={t("Sort by")}
        name="sort"
        options={[
          ["", t("Newest first")],
          ["changed", t("Last change")],
          ["cheap", t("Lowest price first")],
          ["dear", t("Highest price first")],
        ]}
      />
    </div>
  );
}

export function ListingList(): ReactNode {
  const [address] = useSearchParams();
  const variables = askedListings(address);
  return (
    <>
      <Heading title={t("On the market")}>{t("On the market")}</Heading>
      <Tabs />
      <ListingTools />
      <div className="list">
        <Endless
          key={address.toString()}
          query={LISTINGS}
          variables={variables}
          pageOf={(data) => data.listings}
          rows={(listings) => <ListingRows listings={listings} />}
          empty={
            variables.where || variables.search ? (
              <Empty title={t("Nothing found")}>
                <p>
                  <Link to="/listings">{t("Show all listings")}</Link>
                </p>
              </Empty>
            ) : (
              <Empty title={t("Nothing on the market yet")}>
                <p>{t("Tell us what you are looking for, and you see here what fits.")}</p>
                <Link className="button" to="/requirements">
                  {t("What I am looking for")}
                </Link>
              </Empty>
            )
          }
        />
      </div>
    </>
  );
}
