// An invoice: what it is for, what is due when, and what has happened.
import type { ReactNode } from "react";
import { Link, useParams } from "react-router";
import { graphql } from "../../api/graphql.ts";
import { useReading } from "../../api/reading.ts";
import { refOf } from "../../api/ref.ts";
import { Back, Facts, Heading, Moment, Section } from "../../ui/bits.tsx";
import { Loaded, NotFound } from "../../ui/loaded.tsx";
import { day, dayOf, money, number as written } from "../../words/formats.ts";
import { approvalStatus } from "../../words/names.ts";
import { t } from "../../words/words.ts";
import { orderPath } from "../orders/rows.ts";
import { InvoiceStatus } from "./invoice_rows.tsx";
import { Actions } from "./actions.tsx";
import { History } from "./history.tsx";
import { CreditNotes } from "./credit_notes.tsx";
import { INVOICE, type Invoice } from "./invoice.ts";

const READ = graphql(
  `
    query Invoice($by: InvoiceRef!) {
      invoice(by: $by) {
        ...Invoice
      }
    }
  `,
  [INVOICE],
);

export function InvoicePage(): ReactNode {
  const { number = "" } = useParams();
  const reading = useReading(READ, { by: refOf(number) });
  return (
    <Loaded reading={reading} lines={8}>
      {({ invoice }) => (invoice ? <Shown invoice={invoice} /> : <NotFound />)}
    </Loaded>
  );
}

function Shown({ invoice }: { invoice: Invoice }): ReactNode {
  const title = t("Invoice {number}", { number: invoice.number ?? t("Draft") });
  return (
    <>
      <Heading title={title} above={<Back to="/invoices">{t("All invoices")}</Back>}>
        {title}
      </Heading>
      <p className="under-heading">
        <span className="amount big">{money(invoice.total)}</span>
        <InvoiceStatus invoice={invoice} />
      </p>
      <Holds invoice={invoice} />
      <Actions invoice={invoice} />
      <div className="columns">
        <div>
          <Lines invoice={invoice} />
          <CreditNotes invoice={invoice} />
          <History invoice={invoice} />
        </div>
        <Section title={t("Details")}>
          <About invoice={invoice} />
        </Section>
      </div>
    </>
  );
}

export function Holds({ invoice }: { invoice: Invoice }): ReactNode {
  return invoice.holds
    .filter(({ releasedAt }) => releasedAt === null)
    .map(({ id, placedBy, placedAt, reason }) => (
      <p key={id} className="notice">
        {t("On hold by {name}", { name: placedBy.name })}, <Moment at={placedAt} />
        {reason && `: ${reason}`}
      </p>
    ));
}

function About({ invoice }: { invoice: Invoice }): ReactNode {
  const { order } = invoice;
  return (
    <Facts
      of={[
        [t("Bill to"), invoice.customer?.name],
        [t("Issued on"), invoice.issuedAt && dayOf(invoice.issuedAt)],
        [t("Due on"), invoice.dueOn && day(invoice.dueOn)],
        [
          t("Order"),
          order && <Link to={orderPath(order)}>{[order.number, order.problemSummary].filter(Boolean).join(" ")}</Link>,
        ],
        [t("Approval"), approvalStatus(invoice.approvalStatus)],
        [t("Decided by"), invoice.decidedBy?.name],
        [t("Approver"), invoice.approver?.displayName],
        [
          t("Approved automatically"),
          invoice.approvalStatus === "PENDING" && invoice.autoApprovesAt ? (
            <Moment at={invoice.autoApprovesAt} />
          ) : null,
        ],
      ]}
    />
  );
}

export function Lines({ invoice }: { invoice: Invoice }): ReactNode {
  const sums: [string, { amount: string; currency: string }][] = [
    [t("Subtotal"), invoice.subtotal],
    [t("Tax"), invoice.tax],
    [t("Total"), invoice.total],
  ];
  if (Number(invoice.paid.amount) > 0) sums.push([t("Paid"), invoice.paid]);
  if (Number(invoice.credited.amount) > 0) sums.push([t("Credited"), invoice.credited]);
  sums.push([t("Balance due"), invoice.balance]);
  return (
    <Section title={t("Items")}>
      <table className="lines">
        <thead>
          <tr>
            <th scope="col">{t("Description")}</th>
            <th scope="col" className="number">
              {t("Quantity")}
            </th>
            <th scope="col" className="number price">
              {t("Unit price")}
            </th>
            <th scope="col" className="number">
              {t("Amount")}
            </th>
          </tr>
        </thead>
        <tbody>
          {invoice.lines.map((line) => (
            <tr key={line.id}>
              <td>{line.description}</td>
              <td className="number">{written(line.quantity)}</td>
              <td className="number price">{money(line.unitPrice)}</td>
              <td className="number">{money(line.total)}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          {sums.map(([name, sum]) => (
            <tr key={name}>
              <th scope="row" colSpan={2}>
                {name}
              </th>
              <td className="number price" />
              <td className="number">{money(sum)}</td>
            </tr>
          ))}
        </tfoot>
      </table>
    </Section>
  );
}
