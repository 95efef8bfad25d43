// Orders as rows of the desk's lists: with the customer, and who works on them.
import type { ReactNode } from "react";
import { graphql, type ResultOf } from "../../api/graphql.ts";
import { OrderStatus } from "../../pages/orders/order_rows.tsx";
import { ORDER_ROW, orderPath } from "../../pages/orders/rows.ts";
import { Chip, Moment } from "../../ui/bits.tsx";
import { priority } from "../../words/names.ts";
import { t } from "../../words/words.ts";
import { Choose, type Chosen } from "../ui/chosen.tsx";
import { Row } from "../ui/rows.tsx";

export const DESK_ORDER = graphql(
  `
    fragment DeskOrder on Order {
      ...OrderRow
      nextStatuses
      customer {
        id
        name
      }
      technicians {
        id
        name
      }
    }
  `,
  [ORDER_ROW],
);

export type DeskOrder = ResultOf<typeof DESK_ORDER>;

export function DeskOrderRows({ orders, chosen }: { orders: DeskOrder[]; chosen?: Chosen<DeskOrder> }): ReactNode {
  return (
    <ul className="rows">
      {orders.map((order) => (
        <Row
          key={order.id}
          to={orderPath(order)}
          before={chosen && <Choose row={order} name={order.number ?? order.problemSummary} of={chosen} />}
          title={order.problemSummary}
          more={[
            order.number ?? t("Draft"),
            order.customer?.name,
            order.asset?.name,
            order.site?.name,
            ...order.technicians.map(({ name }) => name),
          ]}
        >
          <span className="chips">
            <Urgency of={order} />
            <OrderStatus status={order.status} />
          </span>
          <span className="row-more">
            <Moment at={order.updatedAt} relative />
          </span>
        </Row>
      ))}
    </ul>
  );
}

/** The priority, where it is above the usual. */
export function Urgency({ of }: { of: { priority: string } }): ReactNode {
  if (of.priority !== "URGENT" && of.priority !== "HIGH") return null;
  return <Chip tone={of.priority === "URGENT" ? "bad" : "warn"}>{priority(of.priority)}</Chip>;
}
