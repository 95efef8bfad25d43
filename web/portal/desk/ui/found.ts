// What a search finds, whatever it is.
import { graphql, type Enum, type ResultOf } from "../../api/graphql.ts";
import { invoicePath } from "../../pages/invoices/rows.ts";
import { orderPath } from "../../pages/orders/rows.ts";
import { assetPath } from "../../pages/places/rows.ts";
import { t } from "../../words/words.ts";

export const FOUND = graphql(`
  query Found($query: String!, $types: [SearchType!]) {
    search(query: $query, types: $types, first: 30) {
      type
      node {
        __typename
        id
        ... on Contact {
          name
          email
        }
        ... on Customer {
          name
          code
        }
        ... on Order {
          number
          problemSummary
        }
        ... on Invoice {
          number
          customer {
            id
            name
          }
        }
        ... on CreditNote {
          name: number
          invoice {
            id
            number
            customer {
              id
              name
            }
          }
        }
        ... on Asset {
          name
          serialNumber
          site {
            id
            name
          }
        }
        ... on Site {
          name
          address {
            line1
            city
          }
        }
      }
    }
  }
`);

export type FoundType = Enum<"SearchType">;
export type FoundNode = NonNullable<ResultOf<typeof FOUND>["search"]>[number]["node"];

/** What people call it, with what tells it from others of that name. */
export function nameOf(node: FoundNode): string {
  switch (node.__typename) {
    case "Contact":
      return [node.name, node.email].filter(Boolean).join(", ");
    case "Customer":
      return `${node.name}, ${node.code}`;
    case "Order":
      return [node.number ?? t("Draft"), node.problemSummary].join(", ");
    case "Invoice":
      return [node.number ?? t("Draft"), node.customer?.name].join(", ");
    case "CreditNote":
      return [node.name, node.invoice.customer?.name].join(", ");
    case "Asset":
      return [node.name, node.serialNumber, node.site?.name].filter(Boolean).join(", ");
    case "Site":
      return [node.name, node.address.line1, node.address.city].join(", ");
    default:
      return "";
  }
}

/** The address of its page. */
export function pathTo(node: FoundNode): string {
  switch (node.__typename) {
    case "Contact":
      return `/contacts/${node.id}`;
    case "Customer":
      return `/customers/${node.code}`;
    case "Order":
      return orderPath(node);
    case "Invoice":
      return invoicePath(node);
    case "CreditNote":
      return invoicePath(node.invoice);
    case "Asset":
      return assetPath(node);
    default:
      return `/sites/${node.id}`;
  }
}
