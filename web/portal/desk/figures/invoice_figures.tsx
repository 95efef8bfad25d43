// Figures of invoices, for each currency: how many there are, what is overdue since when, and who approves them.
import type { ReactNode } from "react";
import { graphql, type Enum, type ResultOf } from "../../api/graphql.ts";
import { useReading } from "../../api/reading.ts";
import { Empty, Section } from "../../ui/bits.tsx";
import { Loaded } from "../../ui/loaded.tsx";
import { money, number, share } from "../../words/formats.ts";
import { plural, t } from "../../words/words.ts";
import { Chart } from "./chart.tsx";
import { beginningOf, Choices, useChosen } from "./choices.tsx";
import { isPeriod, placeOf, stacked } from "./groups.ts";
import { MayBeMore, Tiles } from "./summary.tsx";
import { Table } from "./table.tsx";

type Dimension = Enum<"InvoiceDimension">;
type Moment = Enum<"InvoiceMoment">;

const GROUP = graphql(`
  fragment InvoiceFigures on InvoiceStatsGroup {
    currency
    count
    period
    paymentStatus
    approvalStatus
    orderKind
    orderPriority
    customer {
      id
      name
    }
    site {
      id
      name
    }
    technician {
      id
      name
    }
    approvedCount
    approvedByClockCount
    approvedByClockShare
    total {
      amount
      currency
    }
    outstanding {
      amount
      currency
    }
    overdue {
      amount
      currency
    }
    daysToPayment {
      count
      median
      percentile90
    }
  }
`);
const READ = graphql(
  `
    query InvoiceFigures($where: InvoiceWhere, $moment: InvoiceMoment!, $by: [InvoiceDimension!]) {
      all: invoiceStats(where: $where, first: 20) {
        groups {
          ...InvoiceFigures
          ageing {
            notDue {
              amount
              currency
            }
            days1To30 {
              amount
              currency
            }
            days31To60 {
              amount
              currency
            }
            days61To90 {
              amount
              currency
            }
            over90Days {
              amount
              currency
            }
          }
        }
      }
      by: invoiceStats(where: $where, moment: $moment, groupBy: $by, first: 400) {
        hasMoreGroups
        groups {
          ...InvoiceFigures
        }
      }
    }
  `,
  [GROUP],
);

type Group = ResultOf<typeof GROUP>;
type Whole = NonNullable<ResultOf<typeof READ>["all"]>["groups"][number];

const dimensions = (): Record<Dimension, string> => ({
  MONTH: t("Month"),
  WEEK: t("Week"),
  DAY: t("Day"),
  PAYMENT_STATUS: t("Payment"),
  APPROVAL_STATUS: t("Approval"),
  CUSTOMER: t("Customer"),
  SITE: t("Site"),
  TECHNICIAN: t("Technician"),
  ORDER_KIND: t("Kind of order"),
  ORDER_PRIORITY: t("Priority of the order"),
});
const moments = (): Record<Moment, string> => ({ ISSUED_AT: t("Issued"), DUE_ON: t("Due") });
const BY_DEFAULT: [Dimension, Dimension] = ["MONTH", "PAYMENT_STATUS"];

export function InvoiceFigures(): ReactNode {
  const choices = { dimensions: dimensions(), moments: moments(), byDefault: BY_DEFAULT };
  const { first, second, moment, since } = useChosen(choices);
  const by = second === null ? [first] : [first, second];
  const reading = useReading(READ, {
    where:
      since === null
        ? null
        : moment === "DUE_ON"
          ? { dueOn: { gte: since } }
          : { issuedAt: { gte: beginningOf(since) } },
    moment,
    by,
  });
  return (
    <>
      <Choices {...choices} />
      <Loaded reading={reading} lines={8}>
        {({ all, by: grouped }) =>
          all && grouped ? (
            <>
              {grouped.hasMoreGroups && <MayBeMore />}
              {all.groups.length === 0 && <Empty title={t("No invoices in this period")} />}
              {all.groups.map((whole) => (
                <OfCurrency
                  key={whole.currency}
                  whole={whole}
                  groups={grouped.groups.filter(({ currency }) => currency === whole.currency)}
                  by={by}
                />
              ))}
            </>
          ) : (
            <Empty title={t("Your account does not show this")} />
          )
        }
      </Loaded>
    </>
  );
}

function OfCurrency({ whole, groups, by }: { whole: Whole; groups: Group[]; by: Dimension[] }): ReactNode {
  const { currency } = whole;
  return (
    <>
      <Tiles
        of={[
          [t("Invoices in {currency}", { currency }), number(whole.count)],
          [t("Total"), money(whole.total)],
          [t("Outstanding"), money(whole.outstanding)],
          [t("Overdue"), money(whole.overdue)],
          [t("Approved at the end of the review"), percent(whole)],
          [t("Half are paid within"), days(whole.daysToPayment.median)],
        ]}
      />
      <Counts groups={groups} by={by} title={t("Invoices in {currency}", { currency })} />
      <Ageing whole={whole} />
    </>
  );
}

const percent = ({ approvedByClockShare }: Group): string =>
  approvedByClockShare === null ? "–" : share(approvedByClockShare);
const days = (count: number | null): string => (count === null ? "–" : plural("{n} day", "{n} days", count));

function Counts({ groups, by, title }: { groups: Group[]; by: Dimension[]; title: string }): ReactNode {
  const [first, second] = by;
  const names = dimensions();
  return (
    <Section title={title}>
      <Chart
        title={title}
        of={stacked(groups, first!, second ?? null, ({ count }) => count)}
        isInTime={isPeriod(first!)}
        show={number}
      />
      <Table
        title={title}
        columns={[
          ...by.map((dimension) => names[dimension]),
          t("Invoices"),
          t("Total"),
          t("Outstanding"),
          t("Overdue"),
          t("Approved"),
          t("at the end of the review"),
          t("Paid: half within"),
          t("nine of ten within"),
        ]}
        names={by.length}
        rows={groups.map((group) => [
          ...by.map((dimension) => placeOf(group, dimension).label),
          number(group.count),
          money(group.total),
          money(group.outstanding),
          money(group.overdue),
          number(group.approvedCount),
          percent(group),
          days(group.daysToPayment.median),
          days(group.daysToPayment.percentile90),
        ])}
      />
    </Section>
  );
}

function Ageing({ whole: { ageing, currency } }: { whole: Whole }): ReactNode {
  const title = t("Outstanding in {currency}, by the days since it was due", { currency });
  const ages = [
    { label: t("Not due"), sum: ageing.notDue },
    { label: t("1 to 30 days"), sum: ageing.days1To30 },
    { label: t("31 to 60 days"), sum: ageing.days31To60 },
    { label: t("61 to 90 days"), sum: ageing.days61To90 },
    { label: t("More than 90 days"), sum: ageing.over90Days },
  ];
  const digits = ageing.notDue.amount.split(".")[1]?.length ?? 0;
  return (
    <Section title={title}>
      <Chart
        title={title}
        of={{
          parts: [{ key: "", label: t("Outstanding") }],
          bars: ages.map(({ label, sum }) => ({ key: label, label, values: [Number(sum.amount)] })),
        }}
        show={(amount) => money({ amount: amount.toFixed(digits), currency })}
      />
    </Section>
  );
}
