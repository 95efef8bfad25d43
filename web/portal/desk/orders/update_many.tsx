// The same change of several orders; each is changed or refused by itself.
import { useState, type ReactNode } from "react";
import { useAction } from "../../api/action.ts";
import { FAULTS } from "../../api/faults.ts";
import { graphql, type Enum } from "../../api/graphql.ts";
import { Problem } from "../../ui/bits.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Area, Choice } from "../../ui/fields.tsx";
import { orderStatus, priority } from "../../words/names.ts";
import { plural, t } from "../../words/words.ts";
import { Form } from "../../ui/changes/change.tsx";
import { ForChosen, type Chosen } from "../ui/chosen.tsx";
import { movesOf } from "./move.tsx";
import { DESK_ORDER, type DeskOrder } from "./rows.tsx";
import { PRIORITIES } from "./statuses.ts";
import { Technicians } from "./technicians.tsx";

const UPDATE_MANY = graphql(
  `
    mutation UpdateOrders($input: OrdersUpdateInput!) {
      ordersUpdate(input: $input) {
        results {
          order {
            ...DeskOrder
          }
          userErrors {
            ...Faults
          }
        }
        userErrors {
          ...Faults
        }
      }
    }
  `,
  [DESK_ORDER, FAULTS],
);

export function UpdateMany({ chosen }: { chosen: Chosen<DeskOrder> }): ReactNode {
  const [isOpen, setOpen] = useState(false);
  const [refusals, setRefusals] = useState<string[]>([]);
  const title = plural("Change one order", "Change {n} orders", chosen.rows.length);
  return (
    <>
      <Problem>{refusals.join(" ")}</Problem>
      <ForChosen of={chosen}>
        <button
          type="button"
          className="button go"
          onClick={() => {
            setOpen(true);
          }}
        >
          {title}
        </button>
      </ForChosen>
      {isOpen && (
        <Asked
          title={title}
          orders={chosen.rows}
          close={() => {
            setOpen(false);
          }}
          done={(refused) => {
            setOpen(false);
            setRefusals(refused);
            chosen.clear();
          }}
        />
      )}
    </>
  );
}

interface AskedProps {
  title: string;
  orders: DeskOrder[];
  close: () => void;
  done: (refusals: string[]) => void;
}

function Asked({ title, orders, close, done }: AskedProps): ReactNode {
  const update = useAction(UPDATE_MANY, ["status", "priority", "technicianIds", "comment"]);
  const [first, ...others] = orders.map(movesOf);
  const moves = (first ?? []).filter((status) => others.every((allowed) => allowed.includes(status)));
  return (
    <Dialog title={title} close={close}>
      <Form
        go={t("Change")}
        action={update}
        input={(given) => {
          const technicianIds = given.all("technicianIds");
          return {
            items: orders.map(({ id, version }) => ({ id, version })),
            status: given.oneOrNone<Enum<"OrderStatus">>("status"),
            priority: given.oneOrNone<Enum<"OrderPriority">>("priority"),
            technicianIds: technicianIds.length > 0 ? technicianIds : null,
            comment: given.optional("comment"),
          };
        }}
        done={({ results }) => {
          done(
            results.flatMap(({ order, userErrors }) =>
              userErrors.map(({ message }) => [order?.number, message].filter(Boolean).join(": ")),
            ),
          );
        }}
        back={close}
      >
        <Choice
          label={t("Status")}
          name="status"
          hint={t("Offered is what all of them can become.")}
          faults={update.faults}
        >
          <option value="">{t("As it is")}</option>
          {moves.map((status) => (
            <option key={status} value={status}>
              {orderStatus(status)}
            </option>
          ))}
        </Choice>
        <Area
          label={t("Comment on the new status (optional)")}
          name="comment"
          rows={2}
          hint={t("The customer reads it.")}
          faults={update.faults}
        />
        <Choice label={t("Priority")} name="priority" faults={update.faults}>
          <option value="">{t("As it is")}</option>
          {PRIORITIES.map((value) => (
            <option key={value} value={value}>
              {priority(value)}
            </option>
          ))}
        </Choice>
        <Technicians label={t("Who does it, in place of those who do now (optional)")} faults={update.faults} />
      </Form>
    </Dialog>
  );
}
