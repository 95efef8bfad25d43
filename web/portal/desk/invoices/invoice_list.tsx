// All invoices: searched, filtered and sorted by the address.
import type { ReactNode } from "react";
import { Link, useSearchParams } from "react-router";
import type { VariablesOf } from "../../api/graphql.ts";
import { InvoiceStatus } from "../../pages/invoices/invoice_rows.tsx";
import { INVOICES, SORTS, sortOptions } from "../../pages/invoices/invoices.ts";
import { invoicePath } from "../../pages/invoices/rows.ts";
import { Empty, Heading } from "../../ui/bits.tsx";
import { Endless } from "../../ui/endless.tsx";
import { Search, Selected } from "../../ui/search.tsx";
import { day, money } from "../../words/formats.ts";
import { t } from "../../words/words.ts";
import { useMay } from "../navigation.ts";
import { Row } from "../ui/rows.tsx";

type Where = NonNullable<VariablesOf<typeof INVOICES>["where"]>;

const SHOWS: Record<string, Where> = {
  drafts: { paymentStatus: ["DRAFT"] },
  pending: { approvalStatus: ["PENDING"] },
  alone: { needsApprover: true },
  held: { isOnHold: true },
  declined: { approvalStatus: ["DECLINED"] },
  outstanding: { paymentStatus: ["OUTSTANDING"] },
  partly: { isPartlyPaid: true },
  overdue: { isOverdue: true },
  paid: { paymentStatus: ["PAID"] },
  void: { paymentStatus: ["VOID"] },
};
export function DeskInvoiceList(): ReactNode {
  const [asked] = useSearchParams();
  const may = useMay();
  const customer = asked.get("customer");
  const where: Where = { ...SHOWS[asked.get("show") ?? ""], ...(customer && { customerId: [customer] }) };
  return (
    <>
      <div className="heading-with">
        <Heading title={t("Invoices")}>{t("Invoices")}</Heading>
        {may(["MANAGE_INVOICES"]) && (
          <Link className="button go" to="/invoices/new">
            {t("New invoice")}
          </Link>
        )}
      </div>
      <div className="tools">
        <Search label={t("Search in invoices")} />
        <Selected
          label={t("Show")}
          name="show"
          options={[
            ["", t("All")],
            ["drafts", t("Drafts")],
            ["pending", t("Awaiting approval")],
            ["alone", t("Nobody can approve them")],
            ["held", t("On hold")],
            ["declined", t("Declined")],
            ["outstanding", t("Outstanding")],
            ["partly", t("Paid in part")],
            ["overdue", t("Overdue")],
            ["paid", t("Paid")],
            ["void", t("Void")],
          ]}
        />
        <Selected label={t("Sort by")} name="sort" options={sortOptions()} />
      </div>
      <div className="list">
        <Endless
          key={asked.toString()}
          query={INVOICES}
          variables={{ where, search: asked.get("search"), sort: SORTS[asked.get("sort") ?? ""] ?? null }}
          pageOf={(data) => data.invoices}
          rows={(invoices) => (
            <ul className="rows">
              {invoices.map((invoice) => (
                <Row
                  key={invoice.id}
                  to={invoicePath(invoice)}
                  title={invoice.customer?.name ?? t("Invoice")}
                  more={[
                    invoice.number ?? t("Draft"),
                    invoice.order?.problemSummary,
                    invoice.dueOn && t("due on {day}", { day: day(invoice.dueOn) }),
                  ]}
                >
                  <span className="amount">{money(invoice.total)}</span>
                  <InvoiceStatus invoice={invoice} />
                </Row>
              ))}
            </ul>
          )}
          empty={<Empty title={t("Nothing found")} />}
        />
      </div>
    </>
  );
}
