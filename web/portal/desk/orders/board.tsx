// The open orders in columns, one for each status; an order is moved by its button, or dragged to another column.
import { useState, type DragEvent, type ReactNode } from "react";
import { Link } from "react-router";
import { graphql, type Enum } from "../../api/graphql.ts";
import { orderPath } from "../../pages/orders/rows.ts";
import { Heading, Moment } from "../../ui/bits.tsx";
import { Endless } from "../../ui/endless.tsx";
import { orderStatus } from "../../words/names.ts";
import { t } from "../../words/words.ts";
import { useMay } from "../navigation.ts";
import { Move, movesOf } from "./move.tsx";
import { DESK_ORDER, Urgency, type DeskOrder } from "./rows.tsx";
import { OPEN } from "./statuses.ts";

const COLUMN = graphql(
  `
    query BoardColumn($status: OrderStatus!, $after: String) {
      orders(where: { status: [$status] }, sort: { field: UPDATED_AT, direction: DESC }, first: 15, after: $after) {
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

type Status = Enum<"OrderStatus">;

interface Moving {
  order: DeskOrder;
  to?: Status;
}

export function Board(): ReactNode {
  const [dragged, drag] = useState<DeskOrder | null>(null);
  const [moving, move] = useState<Moving | null>(null);
  return (
    <>
      <div className="heading-with">
        <Heading title={t("Board")}>{t("Board")}</Heading>
        <Link className="button" to="/orders">
          {t("As a list")}
        </Link>
      </div>
      <div className="board" role="group" aria-label={t("Orders by status")} tabIndex={0}>
        {OPEN.map((status) => (
          <Column
            key={status}
            status={status}
            takes={dragged !== null && movesOf(dragged).includes(status)}
            drop={() => {
              if (dragged) move({ order: dragged, to: status });
              drag(null);
            }}
            drag={drag}
            move={move}
          />
        ))}
      </div>
      {moving && (
        <Move
          order={moving.order}
          to={moving.to}
          close={() => {
            move(null);
          }}
        />
      )}
    </>
  );
}

interface ColumnProps {
  status: Status;
  /** Whether the order that is dragged may be dropped here. */
  takes: boolean;
  drop: () => void;
  drag: (order: DeskOrder | null) => void;
  move: (moving: Moving) => void;
}

function Column({ status, takes, drop, drag, move }: ColumnProps): ReactNode {
  function over(event: DragEvent): void {
    if (takes) event.preventDefault();
  }
  return (
    <section
      className={takes ? "column takes" : "column"}
      aria-label={orderStatus(status)}
      onDragOver={over}
      onDrop={drop}
    >
      <h2>{orderStatus(status)}</h2>
      <Endless
        query={COLUMN}
        variables={{ status }}
        pageOf={(data) => data.orders}
        rows={(orders) => (
          <ul className="column-cards">
            {orders.map((order) => (
              <BoardCard key={order.id} order={order} drag={drag} move={move} />
            ))}
          </ul>
        )}
        empty={<p className="column-empty">{t("None")}</p>}
      />
    </section>
  );
}

function BoardCard({ order, drag, move }: { order: DeskOrder } & Pick<ColumnProps, "drag" | "move">): ReactNode {
  const may = useMay();
  const isMovable = may(["MANAGE_ORDERS"]) && movesOf(order).length > 0;
  return (
    <li
      className="board-card"
      draggable={isMovable}
      onDragStart={() => {
        drag(order);
      }}
      onDragEnd={() => {
        drag(null);
      }}
    >
      <Link to={orderPath(order)}>{order.problemSummary}</Link>
      <p className="row-more">{[order.number, order.customer?.name].filter(Boolean).join(" · ")}</p>
      {order.scheduledFor && (
        <p className="row-more">
          <Moment at={order.scheduledFor} />
        </p>
      )}
      {order.technicians.length > 0 && (
        <p className="row-more">{order.technicians.map(({ name }) => name).join(", ")}</p>
      )}
      <div className="board-foot">
        <Urgency of={order} />
        {isMovable && (
          <button
            type="button"
            className="button small"
            aria-label={t("Move {number}", { number: order.number ?? "" })}
            onClick={() => {
              move({ order });
            }}
          >
            {t("Move")}
          </button>
        )}
      </div>
    </li>
  );
}
