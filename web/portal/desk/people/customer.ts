// What the page of a customer shows of it, also after a change.
import { graphql, type ResultOf } from "../../api/graphql.ts";

export const CUSTOMER = graphql(`
  fragment Customer on Customer {
    id
    version
    name
    code
    currency
    timeZone
    externalReference
    archivedAt
    hasAdministrator
    viewerCanUpdate
    viewerCanArchive
    viewerCanRestore
    viewerCanAddMember
    viewerCanInvoice
    viewerCanOpenOrder
    viewerCanOpenOrder
    viewerCanAddSite
    viewerCanChangeApproval
    billingAddress {
      line1
      line2
      postalCode
      city
      region
      country
    }
    approvalPreferences {
      mode
      channel
      approver {
        id
        displayName
      }
    }
    sites(first: 20) {
      nodes {
        id
        name
        address {
          line1
          city
        }
      }
    }
    memberships(first: 50) {
      nodes {
        id
        role
        contact {
          id
          name
          portalAccess {
            status
          }
        }
      }
    }
  }
`);

export type Customer = ResultOf<typeof CUSTOMER>;
