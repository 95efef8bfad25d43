// Several invoices that wait for the reader, approved at once.
import { useState, type ReactNode } from "react";
import { newKey, useAction } from "../../api/action.ts";
import { graphql } from "../../api/graphql.ts";
import { Problem } from "../../ui/bits.tsx";
import { plural, t } from "../../words/words.ts";
import { InvoiceRows } from "./invoice_rows.tsx";
import { INVOICE_ROW, type InvoiceRow } from "./rows.ts";

const APPROVE_MANY = graphql(
  `
    mutation ApproveMany($input: InvoicesApproveInput!) {
      invoicesApprove(input: $input) {
        results {
          invoice {
            ...InvoiceRow
          }
          userErrors {
            code
            message
          }
        }
        userErrors {
          code
          message
          field
        }
      }
    }
  `,
  [INVOICE_ROW],
);

export function ApproveMany({ invoices }: { invoices: InvoiceRow[] }): ReactNode {
  const [chosen, choose] = useState<string[]>([]);
  const [refusals, setRefusals] = useState<string[]>([]);
  const approve = useAction(APPROVE_MANY);
  const items = invoices.filter(({ id, viewerCanApprove }) => viewerCanApprove && chosen.includes(id));

  async function act(): Promise<void> {
    const rows = items.map(({ id, version }) => ({ id, version }));
    const done = await approve.run({ items: rows, idempotencyKey: newKey() });
    if (!done) return;
    choose([]);
    setRefusals(
      done.results.flatMap(({ invoice, userErrors }) =>
        userErrors.map(({ message }) => [invoice?.number, message].filter(Boolean).join(": ")),
      ),
    );
  }

  return (
    <>
      <InvoiceRows
        invoices={invoices}
        chosen={chosen}
        choose={(id) => {
          choose(chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id]);
        }}
      />
      <Problem>{[approve.problem, ...refusals].filter(Boolean).join(" ")}</Problem>
      <div className="buttons together">
        <button type="button" className="button go" disabled={items.length === 0 || approve.isUnderWay} onClick={act}>
          {items.length === 0
            ? t("Choose what to approve")
            : plural("Approve one invoice", "Approve {n} invoices", items.length)}
        </button>
      </div>
    </>
  );
}
