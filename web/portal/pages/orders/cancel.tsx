// Taking an order back.
import { useState, type ReactNode } from "react";
import { newKey, useAction } from "../../api/action.ts";
import { graphql } from "../../api/graphql.ts";
import { Asking } from "../../ui/asking.tsx";
import { t } from "../../words/words.ts";
import { ORDER_ROW } from "./rows.ts";

const CANCEL = graphql(
  `
    mutation Cancel($input: OrderCancelInput!) {
      orderCancel(input: $input) {
        order {
          ...OrderRow
          viewerCanCancel
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

export function CancelOrder({ order }: { order: { id: string; version: number } }): ReactNode {
  const [isOpen, setOpen] = useState(false);
  const cancel = useAction(CANCEL, ["reason"]);

  async function act(reason: string | null): Promise<boolean> {
    const input = { id: order.id, version: order.version, reason: reason ?? "", idempotencyKey: newKey() };
    return (await cancel.run(input)) !== undefined;
  }

  return (
    <>
      <button
        type="button"
        className="button"
        onClick={() => {
          setOpen(true);
        }}
      >
        {t("Cancel the order")}
      </button>
      {isOpen && (
        <Asking
          title={t("Cancel the order")}
          field="reason"
          label={t("Reason")}
          isRequired
          go={t("Cancel the order")}
          faults={cancel.faults}
          problem={cancel.problem}
          isUnderWay={cancel.isUnderWay}
          close={() => {
            setOpen(false);
          }}
          act={act}
        />
      )}
    </>
  );
}
