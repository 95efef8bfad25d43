// A list of invoices, page by page, and how it can be sorted.
import { graphql, type VariablesOf } from "../../api/graphql.ts";
import { t } from "../../words/words.ts";
import { INVOICE_ROW } from "./rows.ts";

export const INVOICES = graphql(
  `
    query Invoices($where: InvoiceWhere, $search: String, $sort: InvoiceSort, $after: String) {
      invoices(where: $where, search: $search, sort: $sort, first: 20, after: $after) {
        nodes {
          ...InvoiceRow
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  `,
  [INVOICE_ROW],
);

/** By the values that an address has for them. */
export const SORTS: Record<string, VariablesOf<typeof INVOICES>["sort"]> = {
  due: { field: "DUE_ON", direction: "ASC" },
  oldest: { field: "ISSUED_AT", direction: "ASC" },
  largest: { field: "TOTAL", direction: "DESC" },
};

export const sortOptions = (): [value: string, shown: string][] => [
  ["", t("Newest first")],
  ["due", t("Due date")],
  ["oldest", t("Oldest first")],
  ["largest", t("Largest first")],
];
