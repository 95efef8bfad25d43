// All orders: searched, filtered and sorted by the address, which can be kept and sent on.
import type { ReactNode } from "react";
import { Link, useSearchParams } from "react-router";
import type { Enum, VariablesOf } from "../../api/graphql.ts";
import { Empty, Heading } from "../../ui/bits.tsx";
import { Endless } from "../../ui/endless.tsx";
import { Search, Selected } from "../../ui/search.tsx";
import { orderStatus, priority } from "../../words/names.ts";
import { t } from "../../words/words.ts";
import { useMay } from "../navigation.ts";
import { useChosen } from "../ui/chosen.tsx";
import { DESK_ORDERS } from "./orders.ts";
import { DeskOrderRows, type DeskOrder } from "./rows.tsx";
import { OPEN, PRIORITIES, STATUSES } from "./statuses.ts";
import { UpdateMany } from "./update_many.tsx";

type Variables = VariablesOf<typeof DESK_ORDERS>;
type Where = NonNullable<Variables["where"]>;

const SHOWS: Record<string, Where> = {
  open: { status: OPEN },
  mine: { mine: true, status: OPEN },
  questions: { hasOpenRecommendation: true },
};
const SORTS: Record<string, Variables["sort"]> = {
  visit: { field: "SCHEDULED_FOR", direction: "ASC" },
  urgent: { field: "PRIORITY", direction: "DESC" },
  changed: { field: "UPDATED_AT", direction: "DESC" },
  oldest: { field: "CREATED_AT", direction: "ASC" },
};

export function DeskOrderList(): ReactNode {
  const [asked] = useSearchParams();
  const may = useMay();
  const chosen = useChosen<DeskOrder>();
  const mayChange = may(["MANAGE_ORDERS"]);
  const status = asked.get("status");
  const urgency = asked.get("priority");
  const customer = asked.get("customer");
  const where: Where = {
    ...SHOWS[asked.get("show") ?? ""],
    ...(status && { status: [status as Enum<"OrderStatus">] }),
    ...(urgency && { priority: [urgency as Enum<"OrderPriority">] }),
    ...(customer && { customerId: [customer] }),
  };
  return (
    <>
      <div className="heading-with">
        <Heading title={t("Orders")}>{t("Orders")}</Heading>
        <div className="buttons">
          <Link className="button" to="/board">
            {t("Board")}
          </Link>
          {mayChange && (
            <Link className="button go" to="/orders/new">
              {t("New order")}
            </Link>
          )}
        </div>
      </div>
      <div className="tools">
        <Search label={t("Search in orders")} />
        <Selected
          label={t("Show")}
          name="show"
          options={[
            ["", t("All")],
            ["open", t("Open")],
            ["mine", t("Mine")],
            ["questions", t("With open recommendations")],
          ]}
        />
        <Selected
          label={t("Status")}
          name="status"
          options={[["", t("All")], ...STATUSES.map((each): [string, string] => [each, orderStatus(each)])]}
        />
        <Selected
          label={t("Priority")}
          name="priority"
          options={[["", t("All")], ...PRIORITIES.toReversed().map((each): [string, string] => [each, priority(each)])]}
        />
        <Selected
          label={t("Sort by")}
          name="sort"
          options={[
            ["", t("Newest first")],
            ["changed", t("Last changed")],
            ["visit", t("Next visit")],
            ["urgent", t("Most urgent first")],
            ["oldest", t("Oldest first")],
          ]}
        />
      </div>
      <div className="list">
        <Endless
          key={asked.toString()}
          query={DESK_ORDERS}
          variables={{ where, search: asked.get("search"), sort: SORTS[asked.get("sort") ?? ""] ?? null }}
          pageOf={(data) => data.orders}
          rows={(orders) => <DeskOrderRows orders={orders} {...(mayChange && { chosen })} />}
          empty={
            <Empty title={t("Nothing found")}>
              <p>
                <Link to="/orders">{t("Show all orders")}</Link>
              </p>
            </Empty>
          }
        />
        <UpdateMany chosen={chosen} />
      </div>
    </>
  );
}
