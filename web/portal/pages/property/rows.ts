// What lists show of tenancies, documents, listings and viewings, and the addresses of their pages.
import { graphql, type ResultOf } from "../../api/graphql.ts";

export const TENANCY_ROW = graphql(`
  fragment TenancyRow on Tenancy {
    id
    version
    state
    startsOn
    endsOn
    rentPeriod
    rent {
      amount
      currency
    }
    balance {
      amount
      currency
    }
    arrears {
      amount
      currency
    }
    nextCharge {
      dueOn
      amount {
        amount
        currency
      }
    }
    site {
      id
      name
    }
    tenants {
      id
      name
    }
  }
`);

export const DOCUMENT = graphql(`
  fragment Document on PropertyDocument {
    id
    version
    title
    kind
    filename
    size
    issuedOn
    expiresOn
    isExpired
    site {
      id
      name
    }
  }
`);

export const LISTING_ROW = graphql(`
  fragment ListingRow on Listing {
    id
    version
    reference
    kind
    headline
    area
    bedrooms
    status
    priceQualifier
    price {
      amount
      currency
    }
    photos {
      id
      kind
      caption
      filename
      size
      thumbnail {
        url
      }
    }
  }
`);

export const VIEWING = graphql(`
  fragment Viewing on Viewing {
    id
    version
    status
    startsAt
    endsAt
    note
    cancelReason
    viewerCanCancel
    accompaniedBy {
      id
      name
    }
    listing {
      id
      reference
      headline
    }
    site {
      id
      name
    }
    attendances {
      id
      version
      feedback
      interest
      releasedAt
      contact {
        id
        name
      }
    }
  }
`);

/** What the overview tells of properties. */
export const PROPERTY_NEWS = graphql(
  `
    fragment PropertyNews on Overview {
      tenancies(first: 10) {
        ...TenancyRow
      }
      expiringDocuments(first: 10) {
        ...Document
      }
      upcomingViewings(first: 5) {
        id
        startsAt
        status
        listing {
          id
          reference
          headline
        }
        site {
          id
          name
        }
      }
      openOffers(first: 5) {
        id
        status
        applicantName
        amount {
          amount
          currency
        }
        listing {
          id
          reference
          headline
        }
      }
      listings(first: 5) {
        ...ListingRow
      }
    }
  `,
  [TENANCY_ROW, DOCUMENT, LISTING_ROW],
);

export type PropertyNews = ResultOf<typeof PROPERTY_NEWS>;
export type TenancyRow = ResultOf<typeof TENANCY_ROW>;
export type Document = ResultOf<typeof DOCUMENT>;
export type ListingRow = ResultOf<typeof LISTING_ROW>;
export type Viewing = ResultOf<typeof VIEWING>;

export const listingPath = ({ reference }: { reference: string }): string => `/listings/${reference}`;

/** How a listing is asked for by the last part of its address. */
export const listingNamed = (part: string): { reference: string } | { id: string } =>
  /^[a-z]+-\d+$/i.test(part) ? { reference: part.toUpperCase() } : { id: part };
