// An administrator's request to the business: an account for a colleague, or the end of a leaver's access.
import { graphql, type ResultOf } from "../../api/graphql.ts";

export const REQUEST = graphql(`
  fragment Request on AccessRequest {
    id
    kind
    status
    name
    email
    reason
    comment
    requestedAt
    resolvedAt
    contact {
      id
      name
    }
  }
`);

export const ASK = graphql(
  `
    mutation AccessRequestCreate($input: AccessRequestCreateInput!) {
      accessRequestCreate(input: $input) {
        accessRequest {
          ...Request
        }
        userErrors {
          code
          message
          field
        }
        warnings {
          message
        }
      }
    }
  `,
  [REQUEST],
);

export type AccessRequest = ResultOf<typeof REQUEST>;
