// What the page of exports shows of each, also while it is being written.
import { graphql, type ResultOf } from "../../api/graphql.ts";

export const EXPORT = graphql(`
  fragment Export on BulkExport {
    id
    contents
    form
    status
    createdAt
    expiresAt
    rowCount
    totalRowCount
    customer {
      id
      name
    }
    files {
      content
      rowCount
    }
  }
`);

export type Export = ResultOf<typeof EXPORT>;
