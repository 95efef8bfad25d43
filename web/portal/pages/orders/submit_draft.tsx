// A draft, which only those of the company see until it is sent.
import type { ReactNode } from "react";
import { useNavigate } from "react-router";
import { newKey, useAction } from "../../api/action.ts";
import { graphql } from "../../api/graphql.ts";
import { Problem } from "../../ui/bits.tsx";
import { t } from "../../words/words.ts";
import { ORDER_ROW, orderPath } from "./rows.ts";

const SUBMIT = graphql(
  `
    mutation OrderSubmit($input: OrderSubmitInput!) {
      orderSubmit(input: $input) {
        order {
          ...OrderRow
          viewerCanSubmit
          viewerCanUpdate
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

export function SubmitDraft({ order }: { order: { id: string; version: number } }): ReactNode {
  const submit = useAction(SUBMIT);
  const navigate = useNavigate();

  async function send(): Promise<void> {
    const sent = await submit.run({ id: order.id, version: order.version, idempotencyKey: newKey() });
    if (sent?.order) await navigate(orderPath(sent.order), { replace: true });
  }

  return (
    <div className="actions">
      <p className="notice">{t("This is a draft. We see it when you send it.")}</p>
      <Problem>{submit.problem}</Problem>
      <div className="buttons">
        <button type="button" className="button go" onClick={send} disabled={submit.isUnderWay}>
          {t("Send the order")}
        </button>
      </div>
    </div>
  );
}
