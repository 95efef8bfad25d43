// Orders as rows of a list.
import type { ReactNode } from "react";
import { Link } from "react-router";
import { Chip, Moment } from "../../ui/bits.tsx";
import { useCompanies } from "../../ui/company.tsx";
import { ORDER_TONES, orderStatus } from "../../words/names.ts";
import { t } from "../../words/words.ts";
import { orderPath, type OrderRow } from "./rows.ts";

export function OrderRows({ orders }: { orders: OrderRow[] }): ReactNode {
  const isOfSeveral = useCompanies().length > 1;
  return (
    <ul className="rows">
      {orders.map((order) => (
        <li key={order.id}>
          <Link className="row" to={orderPath(order)}>
            <span className="row-main">
              <span className="row-title">{order.problemSummary}</span>
              <span className="row-more">
                {[order.number ?? t("Draft"), order.asset?.name, order.site?.name, isOfSeveral && order.customer?.name]
                  .filter(Boolean)
                  .join(" · ")}
              </span>
            </span>
            <span className="row-side">
              <OrderStatus status={order.status} />
              <span className="row-more">
                <Moment at={order.updatedAt} relative />
              </span>
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}

export function OrderStatus({ status }: { status: string }): ReactNode {
  return <Chip tone={ORDER_TONES[status] ?? "calm"}>{orderStatus(status)}</Chip>;
}
