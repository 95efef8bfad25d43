// The history of an asset or a site: the orders for it, newest first.
import type { ReactNode } from "react";
import type { VariablesOf } from "../../api/graphql.ts";
import { Empty, Section } from "../../ui/bits.tsx";
import { Endless } from "../../ui/endless.tsx";
import { t } from "../../words/words.ts";
import { OrderRows } from "./order_rows.tsx";
import { ORDERS } from "./orders.ts";

export function OrdersOf({ where }: { where: NonNullable<VariablesOf<typeof ORDERS>["where"]> }): ReactNode {
  return (
    <Section title={t("Orders")}>
      <Endless
        query={ORDERS}
        variables={{ where }}
        pageOf={(data) => data.orders}
        rows={(orders) => <OrderRows orders={orders} />}
        empty={<Empty title={t("No orders yet")} />}
      />
    </Section>
  );
}
