// A list of orders as staff see them, page by page.
import { graphql } from "../../api/graphql.ts";
import { DESK_ORDER } from "./rows.tsx";

export const DESK_ORDERS = graphql(
  `
    query DeskOrders($where: OrderWhere, $search: String, $sort: OrderSort, $after: String) {
      orders(where: $where, search: $search, sort: $sort, first: 25, after: $after) {
        nodes {
          ...DeskOrder
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  `,
  [DESK_ORDER],
);
