// What lists show of an order; live events bring the same, so that every list is up to date.
import { graphql, type ResultOf } from "../../api/graphql.ts";

export const ORDER_ROW = graphql(`
  fragment OrderRow on Order {
    id
    version
    number
    kind
    status
    priority
    problemSummary
    scheduledFor
    createdAt
    updatedAt
    asset {
      id
      name
    }
    site {
      id
      name
    }
    customer {
      id
      name
    }
  }
`);

export type OrderRow = ResultOf<typeof ORDER_ROW>;

/** The address of an order: its number, or its id while it has none. */
export const orderPath = ({ number, id }: { number: string | null; id: string }): string =>
  `/orders/${encodeURIComponent(number ?? id)}`;
