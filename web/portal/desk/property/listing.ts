// What the page of a listing shows staff of it, also after a change.
import { graphql, type ResultOf } from "../../api/graphql.ts";
import { WHOLE_LISTING } from "../../pages/property/listing.ts";

export const STAFF_LISTING = graphql(
  `
    fragment StaffListing on Listing {
      ...WholeListing
      nextStatuses
      viewerCanUpdate
      viewerCanChangeStatus
    }
  `,
  [WHOLE_LISTING],
);

export type StaffListing = ResultOf<typeof STAFF_LISTING>;
