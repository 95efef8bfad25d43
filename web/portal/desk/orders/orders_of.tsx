// The orders of a site or of an asset, newest first.
import type { ReactNode } from "react";
import type { VariablesOf } from "../../api/graphql.ts";
import { Empty, Section } from "../../ui/bits.tsx";
import { Endless } from "../../ui/endless.tsx";
import { t } from "../../words/words.ts";
import { DESK_ORDERS } from "./orders.ts";
import { DeskOrderRows } from "./rows.tsx";

type Where = NonNullable<VariablesOf<typeof DESK_ORDERS>["where"]>;

export function DeskOrdersOf({ where }: { where: Where }): ReactNode {
  return (
    <Section title={t("Orders")}>
      <Endless
        query={DESK_ORDERS}
        variables={{ where }}
        pageOf={(data) => data.orders}
        rows={(orders) => <DeskOrderRows orders={orders} />}
        empty={<Empty title={t("No orders yet")} />}
      />
    </Section>
  );
}
