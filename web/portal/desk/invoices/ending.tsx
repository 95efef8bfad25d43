// The end of what an invoice asks for: credited, in whole or by lines, or void.
import type { ReactNode } from "react";
import { useAction } from "../../api/action.ts";
import { FAULTS } from "../../api/faults.ts";
import { graphql } from "../../api/graphql.ts";
import { Field } from "../../ui/fields.tsx";
import { money } from "../../words/formats.ts";
import { t } from "../../words/words.ts";
import { Change } from "../../ui/changes/change.tsx";
import { Ticks } from "../ui/ticks.tsx";
import { WHOLE_INVOICE, type WholeInvoice } from "./invoice.ts";

const CREDIT = graphql(
  `
    mutation CreditInvoice($input: InvoiceCreditCreateInput!) {
      invoiceCreditCreate(input: $input) {
        invoice {
          ...WholeInvoice
        }
        userErrors {
          ...Faults
        }
        warnings {
          message
        }
      }
    }
  `,
  [WHOLE_INVOICE, FAULTS],
);
const VOID = graphql(
  `
    mutation VoidInvoice($input: InvoiceVoidInput!) {
      invoiceVoid(input: $input) {
        invoice {
          ...WholeInvoice
        }
        userErrors {
          ...Faults
        }
        warnings {
          message
        }
      }
    }
  `,
  [WHOLE_INVOICE, FAULTS],
);

interface Props {
  invoice: WholeInvoice;
  close: () => void;
}

export function CreditInvoice({ invoice, close }: Props): ReactNode {
  const credit = useAction(CREDIT, ["reason", "lines"]);
  return (
    <Change
      title={t("Credit invoice {number}", { number: invoice.number ?? "" })}
      about={t("A credit note is sent. Without a choice, everything that is left is credited.")}
      go={t("Credit")}
      action={credit}
      input={(given) => {
        const chosen = given.all("lines").map((lineId) => ({ lineId }));
        return {
          invoiceId: invoice.id,
          version: invoice.version,
          reason: given.text("reason"),
          lines: chosen.length > 0 ? chosen : null,
        };
      }}
      close={close}
    >
      <Ticks
        label={t("Only these items (optional)")}
        name="lines"
        options={invoice.lines.map(({ id, description, total }) => [id, `${description}, ${money(total)}`])}
        chosen={[]}
        faults={credit.faults}
      />
      <Field label={t("Reason")} name="reason" required faults={credit.faults} />
    </Change>
  );
}

export function VoidInvoice({ invoice, close }: Props): ReactNode {
  const makeVoid = useAction(VOID, ["reason"]);
  return (
    <Change
      title={t("Make invoice {number} void", { number: invoice.number ?? t("Draft") })}
      about={t("This cannot be undone.")}
      go={t("Make void")}
      action={makeVoid}
      input={(given) => ({ id: invoice.id, version: invoice.version, reason: given.text("reason") })}
      close={close}
    >
      <Field label={t("Reason")} name="reason" required faults={makeVoid.faults} />
    </Change>
  );
}
