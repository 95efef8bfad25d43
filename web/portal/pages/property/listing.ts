// What the page of a listing shows of it, whoever reads it.
import { graphql, type ResultOf } from "../../api/graphql.ts";
import { OFFER } from "./offers.tsx";
import { LISTING_ROW, VIEWING } from "./rows.ts";

export const WHOLE_LISTING = graphql(
  `
    fragment WholeListing on Listing {
      ...ListingRow
      description
      bathrooms
      receptions
      availableOn
      marketingStartedOn
      exchangeOn
      completionOn
      closedAt
      statusRibbon {
        status
        state
        reachedAt
      }
      floorPlans {
        id
        kind
        caption
        filename
        size
      }
      brochures {
        id
        kind
        caption
        filename
        size
      }
      site {
        id
        name
      }
      viewings(first: 20, sort: { field: STARTS_AT, direction: DESC }) {
        nodes {
          ...Viewing
        }
      }
      openOfferCount
      offers(first: 50) {
        nodes {
          ...Offer
        }
      }
    }
  `,
  [LISTING_ROW, VIEWING, OFFER],
);

export type WholeListing = ResultOf<typeof WHOLE_LISTING>;
