// An invoice as staff see it: what the customer sees, and issuing it, its payments and its end.
import type { ReactNode } from "react";
import { Link, useParams } from "react-router";
import { useAction } from "../../api/action.ts";
import { FAULTS } from "../../api/faults.ts";
import { graphql } from "../../api/graphql.ts";
import { useReading } from "../../api/reading.ts";
import { refOf } from "../../api/ref.ts";
import { Actions } from "../../pages/invoices/actions.tsx";
import { CreditNotes } from "../../pages/invoices/credit_notes.tsx";
import { History } from "../../pages/invoices/history.tsx";
import { Holds, Lines } from "../../pages/invoices/invoice_page.tsx";
import { InvoiceStatus } from "../../pages/invoices/invoice_rows.tsx";
import { invoicePath } from "../../pages/invoices/rows.ts";
import { orderPath } from "../../pages/orders/rows.ts";
import { Back, Facts, Heading, Moment, Section } from "../../ui/bits.tsx";
import { Loaded, NotFound } from "../../ui/loaded.tsx";
import { day, dayOf, money } from "../../words/formats.ts";
import { approvalStatus } from "../../words/names.ts";
import { t } from "../../words/words.ts";
import { approvalModes } from "../names.ts";
import { Do, Opens } from "../../ui/changes/change.tsx";
import { CreditInvoice, VoidInvoice } from "./ending.tsx";
import { WHOLE_INVOICE, type WholeInvoice } from "./invoice.ts";
import { Payments, RecordPayment } from "./payments.tsx";

const READ = graphql(
  `
    query DeskInvoice($by: InvoiceRef!) {
      invoice(by: $by) {
        ...WholeInvoice
      }
    }
  `,
  [WHOLE_INVOICE],
);
const ISSUE = graphql(
  `
    mutation IssueInvoice($input: InvoiceIssueInput!) {
      invoiceIssue(input: $input) {
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

export function DeskInvoicePage(): ReactNode {
  const { number = "" } = useParams();
  const reading = useReading(READ, { by: refOf(number) });
  return (
    <Loaded reading={reading} lines={8}>
      {({ invoice }) => (invoice ? <Shown invoice={invoice} /> : <NotFound />)}
    </Loaded>
  );
}

function Shown({ invoice }: { invoice: WholeInvoice }): ReactNode {
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
      {invoice.needsApproverSince && (
        <p className="notice">{t("No member of the customer can approve this invoice.")}</p>
      )}
      <Verbs invoice={invoice} />
      {invoice.issuedAt && <Actions invoice={invoice} />}
      <div className="columns">
        <div>
          <Lines invoice={invoice} />
          <History invoice={invoice} />
        </div>
        <div>
          <About invoice={invoice} />
          <Payments invoice={invoice} />
          <CreditNotes invoice={invoice} />
        </div>
      </div>
    </>
  );
}

function Verbs({ invoice }: { invoice: WholeInvoice }): ReactNode {
  const issue = useAction(ISSUE);
  return (
    <div className="buttons actions">
      {invoice.viewerCanIssue && (
        <Do label={t("Issue")} isMain action={issue} input={{ id: invoice.id, version: invoice.version }} />
      )}
      {invoice.viewerCanUpdate && (
        <Link className="button" to={`${invoicePath(invoice)}/edit`}>
          {t("Change the draft")}
        </Link>
      )}
      {invoice.viewerCanRecordPayment && (
        <Opens label={t("Record a payment")} isMain={Number(invoice.balance.amount) > 0}>
          {(close) => <RecordPayment invoice={invoice} close={close} />}
        </Opens>
      )}
      {invoice.viewerCanCredit && (
        <Opens label={t("Credit")}>{(close) => <CreditInvoice invoice={invoice} close={close} />}</Opens>
      )}
      {invoice.viewerCanVoid && (
        <Opens label={t("Make void")}>{(close) => <VoidInvoice invoice={invoice} close={close} />}</Opens>
      )}
    </div>
  );
}

function About({ invoice }: { invoice: WholeInvoice }): ReactNode {
  const { order, customer, approver } = invoice;
  return (
    <Section title={t("Details")}>
      <Facts
        of={[
          [t("Customer"), customer && <Link to={`/customers/${customer.code}`}>{customer.name}</Link>],
          [t("Issued on"), invoice.issuedAt && dayOf(invoice.issuedAt)],
          [t("Due on"), invoice.dueOn && day(invoice.dueOn)],
          [
            t("Order"),
            order && (
              <Link to={orderPath(order)}>{[order.number, order.problemSummary].filter(Boolean).join(" ")}</Link>
            ),
          ],
          [t("Approval"), approvalStatus(invoice.approvalStatus)],
          [t("Way of approval"), approvalModes()[invoice.approvalMode]],
          [t("Decided by"), invoice.decidedBy?.name],
          [t("Approver"), approver && <Link to={`/contacts/${approver.id}`}>{approver.displayName}</Link>],
          [
            t("Approved automatically"),
            invoice.approvalStatus === "PENDING" && invoice.autoApprovesAt ? (
              <Moment at={invoice.autoApprovesAt} />
            ) : null,
          ],
          [t("Id elsewhere"), invoice.externalReference],
        ]}
      />
    </Section>
  );
}
