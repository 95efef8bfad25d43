// Everything that happens while the portal is open, in one stream; the cache shows it wherever it belongs.
import { useSubscription } from "urql";
import { graphql } from "../api/graphql.ts";
import { INVOICE_ROW } from "../pages/invoices/rows.ts";
import { ORDER_ROW } from "../pages/orders/rows.ts";

const LIVE = graphql(
  `
    subscription Live($after: EventCursor) {
      events(after: $after) {
        __typename
        cursor
        ... on OrderEvent {
          order {
            ...OrderRow
          }
        }
        ... on InvoiceEvent {
          invoice {
            ...InvoiceRow
          }
        }
        ... on TenancyEvent {
          tenancy {
            id
          }
          site {
            id
          }
        }
        ... on PropertyDocumentEvent {
          document {
            id
          }
          site {
            id
          }
        }
        ... on ListingEvent {
          listing {
            id
          }
          site {
            id
          }
        }
        ... on OfferEvent {
          offer {
            id
          }
          listing {
            id
          }
        }
        ... on ViewingEvent {
          viewing {
            id
          }
          listing {
            id
          }
          site {
            id
          }
        }
        ... on InterestEvent {
          enquiry {
            id
          }
          requirement {
            id
          }
          listing {
            id
          }
        }
        ... on PartyEvent {
          site {
            id
          }
        }
        ... on NotificationEvent {
          unreadCount
        }
      }
    }
  `,
  [ORDER_ROW, INVOICE_ROW],
);

/** Follow the log from a position on, for as long as the page is open. */
export function useLive(after: string): void {
  useSubscription({ query: LIVE, variables: { after } });
}
