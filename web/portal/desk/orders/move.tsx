// An order's next status, with a comment that its timeline keeps.
import type { ReactNode } from "react";
import { useAction } from "../../api/action.ts";
import { FAULTS } from "../../api/faults.ts";
import { graphql, type Enum } from "../../api/graphql.ts";
import { Area, Choice } from "../../ui/fields.tsx";
import { orderStatus } from "../../words/names.ts";
import { t } from "../../words/words.ts";
import { Change } from "../../ui/changes/change.tsx";
import { DESK_ORDER, type DeskOrder } from "./rows.tsx";

const MOVE = graphql(
  `
    mutation MoveOrder($input: OrderStatusChangeInput!) {
      orderStatusChange(input: $input) {
        order {
          ...DeskOrder
        }
        userErrors {
          ...Faults
        }
      }
    }
  `,
  [DESK_ORDER, FAULTS],
);

interface Props {
  order: DeskOrder;
  /** The status that is offered first. */
  to?: Enum<"OrderStatus"> | undefined;
  close: () => void;
}

export function Move({ order, to, close }: Props): ReactNode {
  const move = useAction(MOVE, ["status", "comment"]);
  return (
    <Change
      title={t("Move {number}", { number: order.number ?? t("Draft") })}
      about={order.problemSummary}
      go={t("Move")}
      action={move}
      input={(given) => ({
        id: order.id,
        version: order.version,
        status: given.one<Enum<"OrderStatus">>("status"),
        comment: given.optional("comment"),
      })}
      close={close}
    >
      <Choice label={t("New status")} name="status" defaultValue={to} faults={move.faults}>
        {movesOf(order).map((status) => (
          <option key={status} value={status}>
            {orderStatus(status)}
          </option>
        ))}
      </Choice>
      <Area
        label={t("Comment (optional)")}
        name="comment"
        rows={3}
        hint={t("The customer reads it.")}
        faults={move.faults}
      />
    </Change>
  );
}

/** Where an order may go from here; to cancel it has a form of its own, which asks for the reason. */
export const movesOf = ({ nextStatuses }: DeskOrder): DeskOrder["nextStatuses"] =>
  nextStatuses.filter((status) => status !== "CANCELLED");
