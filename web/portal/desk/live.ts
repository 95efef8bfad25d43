// Everything that happens while the desk is open: rows as lists show them, and of others which is no longer as it was.
import { useSubscription } from "urql";
import { graphql } from "../api/graphql.ts";
import { INVOICE_ROW } from "../pages/invoices/rows.ts";
import { ORDER_ROW } from "../pages/orders/rows.ts";

const LIVE = graphql(
  `
    subscription LiveDesk($after: EventCursor) {
      events(after: $after) {
        __typename
        cursor
        ... on OrderEvent {
          order {
            ...OrderRow
            customer {
              id
            }
          }
        }
        ... on InvoiceEvent {
          invoice {
            ...InvoiceRow
            customer {
              id
            }
          }
        }
        ... on NotificationEvent {
          unreadCount
        }
        ... on ContactEvent {
          contact {
            id
          }
        }
        ... on PortalAccessEvent {
          contact {
            id
          }
        }
        ... on CustomerEvent {
          customer {
            id
          }
        }
        ... on ApprovalPreferencesChanged {
          customer {
            id
          }
        }
        ... on MembershipEvent {
          contact {
            id
          }
          customer {
            id
          }
        }
        ... on SiteEvent {
          site {
            id
          }
        }
        ... on PartyEvent {
          contact {
            id
          }
          site {
            id
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
        ... on AssetEvent {
          asset {
            id
          }
        }
        ... on StaffEvent {
          staffMember {
            id
          }
        }
        ... on StaffRoleEvent {
          staffRole {
            id
          }
        }
        ... on ApiKeyEvent {
          apiKey {
            id
          }
        }
        ... on WebhookEvent {
          webhook {
            id
          }
        }
      }
    }
  `,
  [ORDER_ROW, INVOICE_ROW],
);

/** Follow the log from a position on, for as long as the desk is open. */
export function useLiveDesk(after: string): void {
  useSubscription({ query: LIVE, variables: { after } });
}
