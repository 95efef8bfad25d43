// The viewings that the reader comes to, or that are at a property of theirs.
import type { ReactNode } from "react";
import { useSearchParams } from "react-router";
import { graphql, type VariablesOf } from "../../api/graphql.ts";
import { Empty, Heading } from "../../ui/bits.tsx";
import { Endless } from "../../ui/endless.tsx";
import { Selected } from "../../ui/search.tsx";
import { t } from "../../words/words.ts";
import { Tabs } from "../places/tabs.tsx";
import { VIEWING } from "./rows.ts";
import { Viewings } from "./viewings.tsx";

export const VIEWINGS = graphql(
  `
    query Viewings($where: ViewingWhere, $sort: ViewingSort, $after: String) {
      viewings(where: $where, sort: $sort, first: 20, after: $after) {
        nodes {
          ...Viewing
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  `,
  [VIEWING],
);

type Asked = Pick<VariablesOf<typeof VIEWINGS>, "where" | "sort">;

const SHOWS: Record<string, Asked> = {
  ahead: { where: { status: ["REQUESTED", "CONFIRMED"] }, sort: { field: "STARTS_AT", direction: "ASC" } },
  waiting: { where: { status: ["REQUESTED"] }, sort: { field: "STARTS_AT", direction: "ASC" } },
  over: { where: { status: ["DONE", "CANCELLED"] }, sort: { field: "STARTS_AT", direction: "DESC" } },
};

/** The viewings that are asked for by the address. */
export const askedViewings = (address: URLSearchParams): Asked =>
  SHOWS[address.get("show") ?? ""] ?? { where: null, sort: { field: "STARTS_AT", direction: "DESC" } };

export function ViewingTools(): ReactNode {
  return (
    <div className="tools">
      <Selected
        label={t("Show")}
        name="show"
        options={[
          ["", t("All")],
          ["ahead", t("To come")],
          ["waiting", t("Asked for")],
          ["over", t("Over")],
        ]}
      />
    </div>
  );
}

export function ViewingList(): ReactNode {
  const [address] = useSearchParams();
  return (
    <>
      <Heading title={t("Viewings")}>{t("Viewings")}</Heading>
      <Tabs />
      <ViewingTools />
      <div className="list padded">
        <h2 className="unseen">{t("Viewings")}</h2>
        <Endless
          key={address.toString()}
          query={VIEWINGS}
          variables={askedViewings(address)}
          pageOf={(data) => data.viewings}
          rows={(viewings) => <Viewings viewings={viewings} isOfSeveral />}
          empty={<Empty title={t("No viewings")} />}
        />
      </div>
    </>
  );
}
