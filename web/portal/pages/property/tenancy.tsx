// A tenancy: its terms, its rent with the invoices for it, and statements for the landlord.
import { useState, type ReactNode } from "react";
import { Link } from "react-router";
import { graphql, type ResultOf } from "../../api/graphql.ts";
import { Chip, Empty, Facts, Problem, Section } from "../../ui/bits.tsx";
import { useDownload } from "../../ui/download.ts";
import { Endless } from "../../ui/endless.tsx";
import { Field } from "../../ui/fields.tsx";
import { day, money, number } from "../../words/formats.ts";
import { noticeSides, rentPeriods, TENANCY_TONES, tenancyStates } from "../../words/property.ts";
import { t } from "../../words/words.ts";
import { InvoiceStatus } from "../invoices/invoice_rows.tsx";
import { INVOICE_ROW, invoicePath } from "../invoices/rows.ts";
import { Documents } from "./files.tsx";
import { DOCUMENT, TENANCY_ROW, type TenancyRow } from "./rows.ts";

export const TENANCY = graphql(
  `
    fragment Tenancy on Tenancy {
      ...TenancyRow
      rentDueFrom
      deposit {
        amount
        currency
      }
      depositHeldBy
      depositReference
      noticeGivenOn
      noticeBy
      feeRate
      documents(first: 50) {
        nodes {
          ...Document
        }
      }
    }
  `,
  [TENANCY_ROW, DOCUMENT],
);
const CHARGES = graphql(
  `
    query RentCharges($id: ID!, $after: String) {
      tenancy(id: $id) {
        id
        charges(first: 12, after: $after) {
          nodes {
            id
            startsOn
            endsOn
            dueOn
            amount {
              amount
              currency
            }
            invoice {
              ...InvoiceRow
            }
          }
          pageInfo {
            hasNextPage
            endCursor
          }
        }
      }
    }
  `,
  [INVOICE_ROW],
);
const STATEMENT = graphql(`
  query RentStatement($id: ID!, $startsOn: Date!, $endsOn: Date!) {
    tenancy(id: $id) {
      id
      statement(startsOn: $startsOn, endsOn: $endsOn) {
        pdf {
          url
        }
        csv {
          url
        }
      }
    }
  }
`);

export type Tenancy = ResultOf<typeof TENANCY>;
type Charge = NonNullable<ResultOf<typeof CHARGES>["tenancy"]>["charges"]["nodes"][number];

interface Props {
  tenancy: Tenancy;
  /** Whether the reader gets statements of it. */
  hasStatements: boolean;
}

export function TenancySection({ tenancy, hasStatements }: Props): ReactNode {
  const documents = tenancy.documents.nodes;
  return (
    <Section title={t("Tenancy")} aside={<TenancyState tenancy={tenancy} />}>
      <Terms tenancy={tenancy} />
      {documents.length > 0 && <Documents documents={documents} />}
      <h3 className="part">{t("Rent")}</h3>
      <Charges tenancy={tenancy} />
      {hasStatements && <Statements tenancy={tenancy} />}
    </Section>
  );
}

export const TenancyState = ({ tenancy: { state } }: { tenancy: Pick<TenancyRow, "state"> }): ReactNode => (
  <Chip tone={TENANCY_TONES[state] ?? "calm"}>{tenancyStates()[state]}</Chip>
);

/** The days of a tenancy, or of a period, such as “1 May 2026 – 30 Apr 2027”. */
export const daysOf = ({ startsOn, endsOn }: { startsOn: string; endsOn: string | null }): string =>
  endsOn ? `${day(startsOn)} – ${day(endsOn)}` : t("from {day}", { day: day(startsOn) });

export const rentOf = ({ rent, rentPeriod }: Pick<TenancyRow, "rent" | "rentPeriod">): string =>
  `${money(rent)} ${rentPeriods()[rentPeriod] ?? ""}`;

/** Whether an amount is more than nothing. */
export const isOwed = ({ amount }: { amount: string }): boolean => Number(amount) > 0;

export function Terms({ tenancy }: { tenancy: Tenancy }): ReactNode {
  const { deposit, depositHeldBy, depositReference, nextCharge, noticeGivenOn, noticeBy, feeRate } = tenancy;
  return (
    <Facts
      of={[
        [t("Days"), daysOf(tenancy)],
        [
          t("Notice"),
          noticeGivenOn && [day(noticeGivenOn), noticeBy && noticeSides()[noticeBy]].filter(Boolean).join(" · "),
        ],
        [t("Tenants"), tenancy.tenants.map(({ name }) => name).join(", ")],
        [t("Rent"), rentOf(tenancy)],
        [t("Deposit"), deposit && [money(deposit), depositHeldBy, depositReference].filter(Boolean).join(" · ")],
        [t("Owed"), money(tenancy.balance)],
        [t("Overdue"), isOwed(tenancy.arrears) ? <Chip tone="bad">{money(tenancy.arrears)}</Chip> : null],
        [
          t("Next rent"),
          nextCharge && t("{amount} on {day}", { amount: money(nextCharge.amount), day: day(nextCharge.dueOn) }),
        ],
        [t("Fee"), feeRate && `${number(feeRate)} %`],
      ]}
    />
  );
}

export function Charges({ tenancy }: { tenancy: { id: string } }): ReactNode {
  return (
    <Endless
      query={CHARGES}
      variables={{ id: tenancy.id }}
      pageOf={(data) => data.tenancy?.charges}
      rows={(charges) => (
        <ul className="rows">
          {charges.map((charge) => (
            <li key={charge.id}>
              {charge.invoice ? (
                <Link className="row" to={invoicePath(charge.invoice)}>
                  <OneCharge charge={charge} />
                </Link>
              ) : (
                <div className="row">
                  <OneCharge charge={charge} />
                </div>
              )}
            </li>
          ))}
        </ul>
      )}
      empty={<Empty title={t("No rent was charged yet")} />}
    />
  );
}

function OneCharge({ charge }: { charge: Charge }): ReactNode {
  return (
    <>
      <span className="row-main">
        <span className="row-title">{daysOf(charge)}</span>
        <span className="row-more">
          {[charge.invoice?.number, t("due on {day}", { day: day(charge.dueOn) })].filter(Boolean).join(" · ")}
        </span>
      </span>
      <span className="row-side">
        <span className="amount">{money(charge.amount)}</span>
        {charge.invoice && <InvoiceStatus invoice={charge.invoice} />}
      </span>
    </>
  );
}

/** A period, by default last month, and its statement in two forms. */
export function Statements({ tenancy: { id } }: { tenancy: { id: string } }): ReactNode {
  const [startsOn, setStart] = useState(() => dayOfMonth(-1, 1));
  const [endsOn, setEnd] = useState(() => dayOfMonth(0, 0));
  const period = { id, startsOn, endsOn };
  const pdf = useDownload(STATEMENT, period, ({ tenancy }) => tenancy?.statement?.pdf.url);
  const csv = useDownload(STATEMENT, period, ({ tenancy }) => tenancy?.statement?.csv.url);
  return (
    <details className="folded">
      <summary>{t("Statement")}</summary>
      <div className="pair">
        <Field
          label={t("First day")}
          name="startsOn"
          type="date"
          value={startsOn}
          onChange={({ target }) => {
            setStart(target.value);
          }}
        />
        <Field
          label={t("Last day")}
          name="endsOn"
          type="date"
          value={endsOn}
          onChange={({ target }) => {
            setEnd(target.value);
          }}
        />
      </div>
      <Problem>{pdf.problem || csv.problem}</Problem>
      <div className="buttons">
        <button type="button" className="button" disabled={!startsOn || !endsOn} onClick={pdf.download}>
          {t("Statement as PDF")}
        </button>
        <button type="button" className="button" disabled={!startsOn || !endsOn} onClick={csv.download}>
          {t("Statement as CSV")}
        </button>
      </div>
    </details>
  );
}

/** A day of the month that is so many months from now; its day 0 is the last one of the month before. */
function dayOfMonth(months: number, ofMonth: number): string {
  const now = new Date();
  return new Date(Date.UTC(now.getFullYear(), now.getMonth() + months, ofMonth)).toISOString().slice(0, 10);
}
