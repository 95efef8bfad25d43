// What the page of an invoice shows of it, also after a change.
import { graphql, type ResultOf } from "../../api/graphql.ts";
import { INVOICE_ROW } from "./rows.ts";

export const INVOICE = graphql(
  `
    fragment Invoice on Invoice {
      ...InvoiceRow
      approvalMode
      decidedAt
      decisionComment
      viewerCanDecline
      viewerCanHold
      viewerCanRelease
      viewerCanHandOver
      decidedBy {
        name
      }
      approver {
        id
        displayName
      }
      subtotal {
        amount
        currency
      }
      tax {
        amount
        currency
      }
      paid {
        amount
        currency
      }
      credited {
        amount
        currency
      }
      lines {
        id
        description
        quantity
        unitPrice {
          amount
          currency
        }
        total {
          amount
          currency
        }
      }
      creditNotes {
        id
        number
        reason
        issuedAt
        total {
          amount
          currency
        }
      }
      holds {
        id
        reason
        placedAt
        releasedAt
        placedBy {
          name
        }
      }
    }
  `,
  [INVOICE_ROW],
);

export type Invoice = ResultOf<typeof INVOICE>;
