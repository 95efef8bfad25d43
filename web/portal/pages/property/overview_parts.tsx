// What the overview shows of properties: tenancies with what is owed, and documents that are about to expire.
import type { ReactNode } from "react";
import { Link } from "react-router";
import { Chip, Section } from "../../ui/bits.tsx";
import { day, money } from "../../words/formats.ts";
import { documentKinds } from "../../words/property.ts";
import { t } from "../../words/words.ts";
import { sitePath } from "../places/rows.ts";
import type { Document, TenancyRow } from "./rows.ts";
import { isOwed, rentOf, TenancyState } from "./tenancy.tsx";

export function PropertyParts({ tenancies, documents }: { tenancies: TenancyRow[]; documents: Document[] }): ReactNode {
  return (
    <>
      {tenancies.length > 0 && (
        <Section title={t("Tenancies")}>
          <ul className="rows">
            {tenancies.map((tenancy) => (
              <li key={tenancy.id}>
                <Link className="row" to={tenancy.site ? sitePath(tenancy.site) : "/invoices"}>
                  <span className="row-main">
                    <span className="row-title">{tenancy.site?.name ?? t("Tenancy")}</span>
                    <span className="row-more">{[rentOf(tenancy), nextRent(tenancy)].filter(Boolean).join(" · ")}</span>
                  </span>
                  <span className="row-side">
                    {isOwed(tenancy.arrears) ? (
                      <Chip tone="bad">{t("{amount} overdue", { amount: money(tenancy.arrears) })}</Chip>
                    ) : isOwed(tenancy.balance) ? (
                      <Chip tone="warn">{t("{amount} to pay", { amount: money(tenancy.balance) })}</Chip>
                    ) : (
                      <TenancyState tenancy={tenancy} />
                    )}
                  </span>
                </Link>
              </li>
            ))}
          </ul>
        </Section>
      )}
      {documents.length > 0 && (
        <Section title={t("Documents that expire")}>
          <ul className="rows">
            {documents.map((document) => (
              <li key={document.id}>
                <Link className="row" to={document.site ? sitePath(document.site) : "/sites"}>
                  <span className="row-main">
                    <span className="row-title">{document.title}</span>
                    <span className="row-more">
                      {[document.site?.name, documentKinds()[document.kind]].filter(Boolean).join(" · ")}
                    </span>
                  </span>
                  <span className="row-side">
                    {document.expiresOn && (
                      <Chip tone={document.isExpired ? "bad" : "warn"}>{day(document.expiresOn)}</Chip>
                    )}
                  </span>
                </Link>
              </li>
            ))}
          </ul>
        </Section>
      )}
    </>
  );
}

const nextRent = ({ nextCharge }: TenancyRow): string | null =>
  nextCharge && t("next rent on {day}", { day: day(nextCharge.dueOn) });
