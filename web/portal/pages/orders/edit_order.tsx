// What an order is about, put right.
import { useState, type ReactNode } from "react";
import { newKey, useAction } from "../../api/action.ts";
import { graphql } from "../../api/graphql.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { Area, Field } from "../../ui/fields.tsx";
import { Form, written } from "../../ui/form.tsx";
import { t } from "../../words/words.ts";
import { ORDER_ROW, type OrderRow } from "./rows.ts";

const UPDATE = graphql(
  `
    mutation OrderUpdate($input: OrderUpdateInput!) {
      orderUpdate(input: $input) {
        order {
          ...OrderRow
          problemDetail
        }
        userErrors {
          code
          message
          field
        }
      }
    }
  `,
  [ORDER_ROW],
);

type Edited = Pick<OrderRow, "id" | "version" | "problemSummary" | "priority"> & { problemDetail: string | null };

export function EditOrder({ order }: { order: Edited }): ReactNode {
  const [isOpen, setOpen] = useState(false);
  const update = useAction(UPDATE, ["problemSummary", "problemDetail"]);
  const isUrgent = order.priority === "URGENT";

  async function submit(given: FormData): Promise<boolean> {
    const urgent = given.has("urgent");
    const changed = await update.run({
      id: order.id,
      version: order.version,
      problemSummary: written(given, "problemSummary"),
      problemDetail: written(given, "problemDetail") || null,
      ...(urgent !== isUrgent && { priority: urgent ? "URGENT" : "NORMAL" }),
      idempotencyKey: newKey(),
    });
    if (changed) setOpen(false);
    return changed !== undefined;
  }

  return (
    <>
      <button
        type="button"
        className="button"
        onClick={() => {
          update.forgetFaults();
          setOpen(true);
        }}
      >
        {t("Edit")}
      </button>
      {isOpen && (
        <Dialog
          title={t("Edit")}
          close={() => {
            setOpen(false);
          }}
        >
          <Form action={update} go={t("Save")} done="" submit={submit}>
            <Field
              label={t("In a few words")}
              name="problemSummary"
              required
              defaultValue={order.problemSummary}
              faults={update.faults}
            />
            <Area
              label={t("More about it (optional)")}
              name="problemDetail"
              rows={6}
              defaultValue={order.problemDetail ?? ""}
              faults={update.faults}
            />
            <label className="tick">
              <input type="checkbox" name="urgent" defaultChecked={isUrgent} />
              {t("It is urgent")}
            </label>
          </Form>
        </Dialog>
      )}
    </>
  );
}
