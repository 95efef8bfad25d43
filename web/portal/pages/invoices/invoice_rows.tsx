// Invoices as rows of a list.
import type { ReactNode } from "react";
import { Link } from "react-router";
import { Chip } from "../../ui/bits.tsx";
import { useCompanies } from "../../ui/company.tsx";
import { day, money } from "../../words/formats.ts";
import { approvalStatus, paymentStatus } from "../../words/names.ts";
import { t } from "../../words/words.ts";
import { invoicePath, type InvoiceRow } from "./rows.ts";

interface Props {
  invoices: InvoiceRow[];
  /** With these, each row that may be approved has a tick. */
  chosen?: string[];
  choose?: (id: string) => void;
}

export function InvoiceRows({ invoices, chosen, choose }: Props): ReactNode {
  const isOfSeveral = useCompanies().length > 1;
  return (
    <ul className="rows">
      {invoices.map((invoice) => (
        <li key={invoice.id} className={choose && "with-tick"}>
          {choose && invoice.viewerCanApprove && (
            <input
              type="checkbox"
              aria-label={t("Choose {number}", { number: invoice.number ?? "" })}
              checked={chosen?.includes(invoice.id) ?? false}
              onChange={() => {
                choose(invoice.id);
              }}
            />
          )}
          <Link className="row" to={invoicePath(invoice)}>
            <span className="row-main">
              <span className="row-title">{titleOf(invoice)}</span>
              <span className="row-more">
                {[
                  invoice.number ?? t("Draft"),
                  invoice.dueOn && t("due on {day}", { day: day(invoice.dueOn) }),
                  isOfSeveral && invoice.customer?.name,
                ]
                  .filter(Boolean)
                  .join(" · ")}
              </span>
            </span>
            <span className="row-side">
              <span className="amount">{money(invoice.total)}</span>
              <InvoiceStatus invoice={invoice} />
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}

function titleOf({ order, tenancy }: InvoiceRow): string {
  if (order) return order.problemSummary;
  return tenancy ? [t("Rent"), tenancy.site?.name].filter(Boolean).join(", ") : t("Invoice");
}

type Standing = Pick<InvoiceRow, "approvalStatus" | "paymentStatus" | "isOnHold" | "isOverdue">;

/** What is most to be known about an invoice, in one word. */
export function InvoiceStatus({ invoice }: { invoice: Standing }): ReactNode {
  if (invoice.paymentStatus !== "OUTSTANDING") {
    const tone = invoice.paymentStatus === "PAID" ? "good" : "calm";
    return <Chip tone={tone}>{paymentStatus(invoice.paymentStatus)}</Chip>;
  }
  if (invoice.isOnHold) return <Chip tone="warn">{t("On hold")}</Chip>;
  if (invoice.isOverdue) return <Chip tone="bad">{t("Overdue")}</Chip>;
  if (invoice.approvalStatus === "PENDING") return <Chip tone="warn">{approvalStatus("PENDING")}</Chip>;
  if (invoice.approvalStatus === "DECLINED") return <Chip tone="bad">{approvalStatus("DECLINED")}</Chip>;
  return <Chip tone="busy">{paymentStatus("OUTSTANDING")}</Chip>;
}
