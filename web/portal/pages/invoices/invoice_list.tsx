// The invoices: searched, filtered and sorted by the address, which can be kept and sent on.
import type { ReactNode } from "react";
import { Link, useSearchParams } from "react-router";
import type { VariablesOf } from "../../api/graphql.ts";
import { Empty, Heading } from "../../ui/bits.tsx";
import { CompanyChoice, useChosenCompany } from "../../ui/company.tsx";
import { Endless } from "../../ui/endless.tsx";
import { Search, Selected } from "../../ui/search.tsx";
import { t } from "../../words/words.ts";
import { ApproveMany } from "./approve_many.tsx";
import { InvoiceRows } from "./invoice_rows.tsx";
import { INVOICES, SORTS, sortOptions } from "./invoices.ts";

type Variables = VariablesOf<typeof INVOICES>;

const FILTERS: Record<string, NonNullable<Variables["where"]>> = {
  waiting: { awaitingMyApproval: true },
  outstanding: { paymentStatus: ["OUTSTANDING"] },
  overdue: { isOverdue: true },
  held: { isOnHold: true },
  paid: { paymentStatus: ["PAID"] },
};
export function InvoiceList(): ReactNode {
  const [asked] = useSearchParams();
  const search = asked.get("search") ?? "";
  const filter = FILTERS[asked.get("show") ?? ""];
  const company = useChosenCompany();
  const where = filter || company ? { ...filter, ...company } : null;
  const variables: Variables = { search: search || null, where, sort: SORTS[asked.get("sort") ?? ""] ?? null };
  return (
    <>
      <Heading title={t("Invoices")}>{t("Invoices")}</Heading>
      <div className="tools">
        <Search label={t("Search in invoices")} />
        <Selected
          label={t("Show")}
          name="show"
          options={[
            ["", t("All")],
            ["waiting", t("Waiting for you")],
            ["outstanding", t("Outstanding")],
            ["overdue", t("Overdue")],
            ["held", t("On hold")],
            ["paid", t("Paid")],
          ]}
        />
        <CompanyChoice />
        <Selected label={t("Sort by")} name="sort" options={sortOptions()} />
      </div>
      <div className="list">
        <Endless
          key={asked.toString()}
          query={INVOICES}
          variables={variables}
          pageOf={(data) => data.invoices}
          rows={(invoices) =>
            filter?.awaitingMyApproval ? <ApproveMany invoices={invoices} /> : <InvoiceRows invoices={invoices} />
          }
          empty={
            search || where ? (
              <Empty title={t("Nothing found")}>
                <p>
                  <Link to="/invoices">{t("Show all invoices")}</Link>
                </p>
              </Empty>
            ) : (
              <Empty title={t("No invoices yet")} />
            )
          }
        />
      </div>
    </>
  );
}
