// A list of orders, page by page.
import { graphql } from "../../api/graphql.ts";
import { ORDER_ROW } from "./rows.ts";

export const ORDERS = graphql(
  `
    query Orders($where: OrderWhere, $search: String, $sort: OrderSort, $after: String) {
      orders(where: $where, search: $search, sort: $sort, first: 20, after: $after) {
        nodes {
          ...OrderRow
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  `,
  [ORDER_ROW],
);
