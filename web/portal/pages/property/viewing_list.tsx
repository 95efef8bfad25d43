// The viewings that the reader comes to, or that are at a property of theirs.
import type { ReactNode } from "react";
import { useSearchParams } from "react-router";
import { graphql, type VariablesOf } from "../../api/graphql.ts";
import { Empty, Heading } from "../../ui/bits.tsx";
import { Endless } from "../../ui/endless.tsx";
import { Selected } from "../../ui/search.tsx";
import { t } from "../../words/words.ts";
import { Tabs } from "../places/tabs.tsx";
import { VIEWING, type Viewing } from "./rows.ts";
import { Viewings } from "./viewings.tsx";

const VIEWINGS = graphql(
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
const askedViewings = (address: URLSearchParams): Asked =>
  SHOWS[address.get("show") ?? ""] ?? { where: null, sort: { field: "STARTS_AT", direction: "DESC" } };

function ViewingTools(): ReactNode {
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

interface Props {
  tabs?: ReactNode;
  /** What else can be done with one. */
  children?: ((viewing: Viewing) => ReactNode) | undefined;
}

export function ViewingList({ tabs = <Tabs />, children }: Props): ReactNode {
  const [address] = useSearchParams();
  return (
    <>
      <Heading title={t("Viewings")}>{t("Viewings")}</Heading>
      {tabs}
      <ViewingTools />
      <div className="list padded">
        <h2 className="unseen">{t("Viewings")}</h2>
        <Endless
          key={address.toString()}
          query={VIEWINGS}
          variables={askedViewings(address)}
          pageOf={(data) => data.viewings}
          rows={(viewings) => (
            <Viewings viewings={viewings} isOfSeveral>
              {children}
            </Viewings>
          )}
          empty={<Empty title={t("No viewings")} />}
        />
      </div>
    </>
  );
}
