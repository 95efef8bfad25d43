// The payments of an invoice: recorded, and taken back where they were wrong.
import type { ReactNode } from "react";
import { useAction } from "../../api/action.ts";
import { FAULTS } from "../../api/faults.ts";
import { graphql, type Enum } from "../../api/graphql.ts";
import { Chip, Section } from "../../ui/bits.tsx";
import { Choice, Field } from "../../ui/fields.tsx";
import { day, money } from "../../words/formats.ts";
import { t } from "../../words/words.ts";
import { paymentMethods } from "../names.ts";
import { Change, Opens } from "../../ui/changes/change.tsx";
import { dayFromToday } from "../../ui/changes/moments.ts";
import { Tick } from "../ui/ticks.tsx";
import { WHOLE_INVOICE, type Payment, type WholeInvoice } from "./invoice.ts";

const RECORD = graphql(
  `
    mutation RecordPayment($input: PaymentRecordInput!) {
      paymentRecord(input: $input) {
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
const REVERSE = graphql(
  `
    mutation ReversePayment($input: PaymentReverseInput!) {
      paymentReverse(input: $input) {
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

export function Payments({ invoice }: { invoice: WholeInvoice }): ReactNode {
  const payments = invoice.payments.nodes;
  if (payments.length === 0) return null;
  return (
    <Section title={t("Payments")}>
      {payments.map((payment) => (
        <One key={payment.id} payment={payment} />
      ))}
    </Section>
  );
}

function One({ payment }: { payment: Payment }): ReactNode {
  const { method, methodDetail, reference, receivedOn, recordedBy, reversedAt, reversalReason } = payment;
  return (
    <article className="card" aria-label={money(payment.amount)}>
      <div className="card-head">
        <h3>{money(payment.amount)}</h3>
        {reversedAt && <Chip tone="bad">{t("Reversed")}</Chip>}
      </div>
      <p className="row-more">
        {[day(receivedOn), paymentMethods()[method], methodDetail, reference, recordedBy.name]
          .filter(Boolean)
          .join(" · ")}
      </p>
      {reversalReason && <p className="row-more">{reversalReason}</p>}
      {payment.viewerCanReverse && (
        <div className="buttons">
          <Opens label={t("Reverse")}>{(close) => <Reverse payment={payment} close={close} />}</Opens>
        </div>
      )}
    </article>
  );
}

export function RecordPayment({ invoice, close }: { invoice: WholeInvoice; close: () => void }): ReactNode {
  const record = useAction(RECORD, ["amount", "amount.amount", "receivedOn", "method", "methodDetail", "reference"]);
  const { currency } = invoice.balance;
  return (
    <Change
      title={t("Record a payment")}
      go={t("Record the payment")}
      action={record}
      input={(given) => ({
        invoiceId: invoice.id,
        version: invoice.version,
        amount: { amount: given.text("amount"), currency },
        receivedOn: given.text("receivedOn"),
        method: given.one<Enum<"PaymentMethod">>("method"),
        methodDetail: given.optional("methodDetail"),
        reference: given.optional("reference"),
        allowDuplicate: given.ticked("allowDuplicate"),
      })}
      close={close}
    >
      <div className="two">
        <Field
          label={t("Amount in {currency}", { currency })}
          name="amount"
          inputMode="decimal"
          required
          defaultValue={invoice.balance.amount}
          faults={record.faults}
        />
        <Field
          label={t("Received on")}
          name="receivedOn"
          type="date"
          required
          defaultValue={dayFromToday(0)}
          faults={record.faults}
        />
        <Choice label={t("Way of payment")} name="method" faults={record.faults}>
          {Object.entries(paymentMethods()).map(([value, name]) => (
            <option key={value} value={value}>
              {name}
            </option>
          ))}
        </Choice>
        <Field label={t("Reference (optional)")} name="reference" faults={record.faults} />
      </div>
      <Field label={t("More about the payment (optional)")} name="methodDetail" faults={record.faults} />
      {record.faults.some(({ code }) => code === "NOT_UNIQUE") && (
        <Tick label={t("It is another payment of this amount")} name="allowDuplicate" />
      )}
    </Change>
  );
}

function Reverse({ payment, close }: { payment: Payment; close: () => void }): ReactNode {
  const reverse = useAction(REVERSE, ["reason"]);
  return (
    <Change
      title={t("Reverse the payment of {amount}", { amount: money(payment.amount) })}
      go={t("Reverse")}
      action={reverse}
      input={(given) => ({ id: payment.id, reason: given.text("reason") })}
      close={close}
    >
      <Field label={t("Reason")} name="reason" required faults={reverse.faults} />
    </Change>
  );
}
