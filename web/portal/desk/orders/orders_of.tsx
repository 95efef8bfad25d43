// The orders of a site or of an asset, newest first.
import type { ReactNode } from "react";
import { graphql, type VariablesOf } from "../../api/graphql.ts";
import { Empty, Section } from "../../ui/bits.tsx";
import { Endless } from "../../ui/endless.tsx";
import { t } from "../../words/words.ts";
import { DESK_ORDER, DeskOrderRows } from "./rows.tsx";

const ORDERS = graphql(
  `
    query DeskOrdersOf($where: OrderWhere, $after: String) {
      orders(where: $where, first: 10, after: $after) {
        nodes {
          ...DeskOrder
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  `,
  [DESK_ORDER],
);

type Where = NonNullable<VariablesOf<typeof ORDERS>["where"]>;

export function DeskOrdersOf({ where }: { where: Where }): ReactNode {
  return (
    <Section title={t("Orders")}>
      <Endless
        query={ORDERS}
        variables={{ where }}
        pageOf={(data) => data.orders}
        rows={(orders) => <DeskOrderRows orders={orders} />}
        empty={<Empty title={t("No orders yet")} />}
      />
    </Section>
  );
}
