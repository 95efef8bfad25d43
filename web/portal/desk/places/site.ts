// What the page of a property or a site shows of it, also after a change.
import { graphql, type ResultOf } from "../../api/graphql.ts";

export const SITE = graphql(`
  fragment Site on Site {
    id
    version
    name
    kind
    externalReference
    archivedAt
    viewerCanUpdate
    viewerCanArchive
    viewerCanRestore
    viewerCanGiveRole
    viewerCanAddAsset
    address {
      line1
      line2
      postalCode
      city
      region
      country
    }
    customer {
      id
      name
      code
      currency
    }
    parties(first: 50) {
      nodes {
        id
        version
        role
        startsOn
        endsOn
        viewerCanUpdate
        viewerCanRemove
        viewerCanInvite
        contact {
          id
          name
          portalAccess {
            status
          }
        }
      }
    }
    assets(first: 50) {
      nodes {
        id
        name
        manufacturer
        model
        serialNumber
      }
    }
  }
`);

export type Site = ResultOf<typeof SITE>;
export type Party = Site["parties"]["nodes"][number];
