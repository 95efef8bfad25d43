// What lists show of an invoice; live events bring the same, so that every list is up to date.
import { graphql, type ResultOf } from "../../api/graphql.ts";

export const INVOICE_ROW = graphql(`
  fragment InvoiceRow on Invoice {
    id
    version
    number
    issuedAt
    dueOn
    isOverdue
    isOnHold
    approvalStatus
    paymentStatus
    autoApprovesAt
    viewerCanApprove
    total {
      amount
      currency
    }
    balance {
      amount
      currency
    }
    order {
      id
      number
      problemSummary
    }
    tenancy {
      id
      site {
        id
        name
      }
    }
    customer {
      id
      name
    }
  }
`);

export type InvoiceRow = ResultOf<typeof INVOICE_ROW>;

export const invoicePath = ({ number, id }: { number: string | null; id: string }): string =>
  `/invoices/${encodeURIComponent(number ?? id)}`;
