// The orders: searched, filtered and sorted by the address, which can be kept and sent on.
import type { ReactNode } from "react";
import { Link, useSearchParams } from "react-router";
import type { Enum, VariablesOf } from "../../api/graphql.ts";
import { Empty, Heading } from "../../ui/bits.tsx";
import { CompanyChoice, useChosenCompany } from "../../ui/company.tsx";
import { Endless } from "../../ui/endless.tsx";
import { Search, Selected } from "../../ui/search.tsx";
import { t } from "../../words/words.ts";
import { NewOrderLink } from "./new_order_link.tsx";
import { OrderRows } from "./order_rows.tsx";
import { ORDERS } from "./orders.ts";

type Variables = VariablesOf<typeof ORDERS>;
type Status = Enum<"OrderStatus">;

const STATUSES: Record<string, Status[]> = {
  open: ["SUBMITTED", "SCHEDULED", "IN_PROGRESS", "AWAITING_PARTS", "READY_FOR_RETURN"],
  done: ["COMPLETED"],
  cancelled: ["CANCELLED"],
  drafts: ["DRAFT"],
};
const SORTS: Record<string, Variables["sort"]> = {
  changed: { field: "UPDATED_AT", direction: "DESC" },
  oldest: { field: "CREATED_AT", direction: "ASC" },
  visit: { field: "SCHEDULED_FOR", direction: "ASC" },
};

export function OrderList(): ReactNode {
  const [asked] = useSearchParams();
  const search = asked.get("search") ?? "";
  const status = STATUSES[asked.get("status") ?? ""];
  const company = useChosenCompany();
  const where = status || company ? { ...(status && { status }), ...company } : null;
  const variables: Variables = {
    search: search || null,
    where,
    sort: SORTS[asked.get("sort") ?? ""] ?? null,
  };
  return (
    <>
      <div className="heading-with">
        <Heading title={t("Orders")}>{t("Orders")}</Heading>
        <NewOrderLink />
      </div>
      <div className="tools">
        <Search label={t("Search in orders")} />
        <Selected
          label={t("Show")}
          name="status"
          options={[
            ["", t("All")],
            ["open", t("Open")],
            ["done", t("Completed")],
            ["cancelled", t("Cancelled")],
            ["drafts", t("Drafts")],
          ]}
        />
        <CompanyChoice />
        <Selected
          label={t("Sort by")}
          name="sort"
          options={[
            ["", t("Newest first")],
            ["changed", t("Last change")],
            ["oldest", t("Oldest first")],
            ["visit", t("Visit")],
          ]}
        />
      </div>
      <div className="list">
        <Endless
          key={asked.toString()}
          query={ORDERS}
          variables={variables}
          pageOf={(data) => data.orders}
          rows={(orders) => <OrderRows orders={orders} />}
          empty={
            search || where ? (
              <Empty title={t("Nothing found")}>
                <p>
                  <Link to="/orders">{t("Show all orders")}</Link>
                </p>
              </Empty>
            ) : (
              <Empty title={t("No orders yet")} />
            )
          }
        />
      </div>
    </>
  );
}
