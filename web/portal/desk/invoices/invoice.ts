// What the page of an invoice shows staff of it, also after a change.
import { graphql, type ResultOf } from "../../api/graphql.ts";
import { INVOICE } from "../../pages/invoices/invoice.ts";

export const WHOLE_INVOICE = graphql(
  `
    fragment WholeInvoice on Invoice {
      ...Invoice
      externalReference
      needsApproverSince
      viewerCanIssue
      viewerCanUpdate
      viewerCanVoid
      viewerCanRecordPayment
      viewerCanCredit
      customer {
        id
        code
        currency
      }
      drafted: lines {
        id
        kind
        description
        quantity
        taxRate
        unitPrice {
          amount
        }
      }
      payments(first: 50) {
        nodes {
          id
          method
          methodDetail
          reference
          receivedOn
          reversedAt
          reversalReason
          viewerCanReverse
          amount {
            amount
            currency
          }
          recordedBy {
            name
          }
        }
      }
    }
  `,
  [INVOICE],
);

export type WholeInvoice = ResultOf<typeof WHOLE_INVOICE>;
export type Payment = WholeInvoice["payments"]["nodes"][number];
