// What the page of an order shows staff of it, also after a change.
import { graphql, type ResultOf } from "../../api/graphql.ts";
import { INVOICE_ROW } from "../../pages/invoices/rows.ts";
import { FILE } from "../../pages/orders/entry.ts";
import { DESK_ORDER } from "./rows.tsx";

export const STAFF_RECOMMENDATION = graphql(
  `
    fragment StaffRecommendation on Recommendation {
      id
      version
      title
      detail
      status
      postedAt
      answeredAt
      answerComment
      viewerCanRespond
      viewerCanReply
      viewerCanWithdraw
      estimate {
        amount
        currency
      }
      postedBy {
        name
      }
      answeredBy {
        name
      }
      attachments(first: 20) {
        nodes {
          ...File
        }
      }
    }
  `,
  [FILE],
);

export const WHOLE_ORDER = graphql(
  `
    fragment WholeOrder on Order {
      ...DeskOrder
      problemDetail
      externalReference
      ofProperty
      viewerCanMarkOfProperty
      viewerCanCancel
      viewerCanAddNote
      viewerCanAddAttachment
      viewerCanUpdate
      viewerCanSchedule
      viewerCanAssign
      viewerCanRecommend
      viewerCanRecordWork
      createdBy {
        name
      }
      customer {
        id
        code
        currency
        viewerCanInvoice
      }
      site {
        id
        name
        address {
          line1
          city
        }
      }
      asset {
        id
        name
        manufacturer
        model
        serialNumber
      }
      statusRibbon {
        status
        state
        reachedAt
      }
      recommendations(first: 20) {
        nodes {
          ...StaffRecommendation
        }
      }
      invoices(first: 20) {
        nodes {
          ...InvoiceRow
        }
      }
    }
  `,
  [DESK_ORDER, INVOICE_ROW, STAFF_RECOMMENDATION],
);

export type WholeOrder = ResultOf<typeof WHOLE_ORDER>;
export type StaffRecommendation = ResultOf<typeof STAFF_RECOMMENDATION>;
