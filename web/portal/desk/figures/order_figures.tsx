// Figures of orders: how many there are, how long they take, and how long people wait for the first answer.
import type { ReactNode } from "react";
import { graphql, type Enum, type ResultOf } from "../../api/graphql.ts";
import { useReading } from "../../api/reading.ts";
import { Empty, Section } from "../../ui/bits.tsx";
import { Loaded } from "../../ui/loaded.tsx";
import { duration, number } from "../../words/formats.ts";
import { t } from "../../words/words.ts";
import { Chart } from "./chart.tsx";
import { beginningOf, Choices, useChosen, type Chosen } from "./choices.tsx";
import { isPeriod, placeOf, stacked, type Stack } from "./groups.ts";
import { MayBeMore, Tiles } from "./summary.tsx";
import { Table } from "./table.tsx";

type Dimension = Enum<"OrderDimension">;
type Moment = "CREATED_AT" | "COMPLETED_AT";

const GROUP = graphql(`
  fragment OrderFigures on OrderStatsGroup {
    count
    period
    status
    kind
    priority
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
    turnaroundSeconds {
      count
      median
      percentile90
    }
    firstResponseSeconds {
      count
      median
      percentile90
    }
  }
`);
const READ = graphql(
  `
    query OrderFigures($where: OrderWhere, $moment: OrderMoment!, $one: [OrderDimension!], $both: [OrderDimension!]) {
      all: orderStats(where: $where, first: 1) {
        groups {
          ...OrderFigures
        }
      }
      one: orderStats(where: $where, moment: $moment, groupBy: $one, first: 400) {
        groups {
          ...OrderFigures
        }
      }
      both: orderStats(where: $where, moment: $moment, groupBy: $both, first: 400) {
        hasMoreGroups
        groups {
          ...OrderFigures
        }
      }
    }
  `,
  [GROUP],
);

type Group = ResultOf<typeof GROUP>;
type Waits = Group["turnaroundSeconds"];

const AN_HOUR = 3600;
const A_DAY = 24 * AN_HOUR;

const dimensions = (): Record<Dimension, string> => ({
  MONTH: t("Month"),
  WEEK: t("Week"),
  DAY: t("Day"),
  STATUS: t("Status"),
  KIND: t("Kind"),
  PRIORITY: t("Priority"),
  CUSTOMER: t("Customer"),
  SITE: t("Site"),
  TECHNICIAN: t("Technician"),
});
const offered = {
  byDefault: ["MONTH", "STATUS"] as [Dimension, Dimension],
  moments: (): Record<Moment, string> => ({ CREATED_AT: t("Opened"), COMPLETED_AT: t("Completed") }),
};

export function OrderFigures(): ReactNode {
  const choices = { dimensions: dimensions(), moments: offered.moments(), byDefault: offered.byDefault };
  const chosen = useChosen(choices);
  const { first, second, moment, since } = chosen;
  const range = since === null ? null : { gte: beginningOf(since) };
  const reading = useReading(READ, {
    where: range && (moment === "COMPLETED_AT" ? { completedAt: range } : { createdAt: range }),
    moment,
    one: [first],
    both: second === null ? [first] : [first, second],
  });
  return (
    <>
      <Choices {...choices} />
      <Loaded reading={reading} lines={8}>
        {({ all, one, both }) =>
          all?.groups[0] && one && both ? (
            <>
              <Summary of={all.groups[0]} />
              {both.hasMoreGroups && <MayBeMore />}
              <Counts groups={both.groups} chosen={chosen} />
              <div className="columns">
                <Waiting
                  title={t("From submission to completion")}
                  groups={one.groups}
                  by={first}
                  of={(group) => group.turnaroundSeconds}
                />
                <Waiting
                  title={t("Until the first answer")}
                  groups={one.groups}
                  by={first}
                  of={(group) => group.firstResponseSeconds}
                />
              </div>
            </>
          ) : (
            <Empty title={t("Your account does not show this")} />
          )
        }
      </Loaded>
    </>
  );
}

const lasting = (seconds: number | null): string => (seconds === null ? "–" : duration(seconds));

function Summary({ of }: { of: Group }): ReactNode {
  return (
    <Tiles
      of={[
        [t("Orders"), number(of.count)],
        [t("Half are completed within"), lasting(of.turnaroundSeconds.median)],
        [t("Nine of ten are completed within"), lasting(of.turnaroundSeconds.percentile90)],
        [t("Half are answered within"), lasting(of.firstResponseSeconds.median)],
      ]}
    />
  );
}

function Counts({ groups, chosen }: { groups: Group[]; chosen: Chosen<Dimension, Moment> }): ReactNode {
  const { first, second } = chosen;
  const by = second === null ? [first] : [first, second];
  const names = dimensions();
  return (
    <Section title={t("Orders")}>
      {groups.length > 0 ? (
        <>
          <Chart
            title={t("Orders")}
            of={stacked(groups, first, second, ({ count }) => count)}
            isInTime={isPeriod(first)}
            show={number}
          />
          <Table
            title={t("Orders")}
            columns={[
              ...by.map((dimension) => names[dimension]),
              t("Orders"),
              t("Completed: half within"),
              t("nine of ten within"),
              t("Answered: half within"),
            ]}
            names={by.length}
            rows={groups.map((group) => [
              ...by.map((dimension) => placeOf(group, dimension).label),
              number(group.count),
              lasting(group.turnaroundSeconds.median),
              lasting(group.turnaroundSeconds.percentile90),
              lasting(group.firstResponseSeconds.median),
            ])}
          />
        </>
      ) : (
        <Empty title={t("No orders in this period")} />
      )}
    </Section>
  );
}

interface WaitingProps {
  title: string;
  groups: Group[];
  by: Dimension;
  of: (group: Group) => Waits;
}

function Waiting({ title, groups, by, of }: WaitingProps): ReactNode {
  const known = groups.filter((group) => of(group).count > 0);
  const isLong = known.some((group) => of(group).percentile90! > 2 * A_DAY);
  const unit = isLong ? A_DAY : AN_HOUR;
  return (
    <Section title={title}>
      {known.length > 0 ? (
        <>
          <Chart
            title={title}
            of={within(known, by, of, unit)}
            isInTime={isPeriod(by)}
            show={(units) => duration(units * unit)}
          />
          <Table
            title={title}
            columns={[dimensions()[by], t("Orders"), t("half within"), t("nine of ten within")]}
            names={1}
            rows={known.map((group) => [
              placeOf(group, by).label,
              number(of(group).count),
              lasting(of(group).median),
              lasting(of(group).percentile90),
            ])}
          />
        </>
      ) : (
        <Empty title={t("Nothing in this period")} />
      )}
    </Section>
  );
}

/** Bars, in units of so many seconds, up to the time that nine of ten take, whose first part is the time that half of them take. */
function within(groups: Group[], by: Dimension, of: (group: Group) => Waits, unit: number): Stack {
  const half = stacked(groups, by, null, (group) => of(group).median! / unit);
  const most = stacked(groups, by, null, (group) => of(group).percentile90! / unit);
  const halves = new Map(half.bars.map(({ key, values }) => [key, values[0]!]));
  return {
    parts: [
      { key: "half", label: t("half within") },
      { key: "most", label: t("nine of ten within") },
    ],
    bars: most.bars.map(({ key, label, values }) => ({
      key,
      label,
      values: [halves.get(key)!, values[0]! - halves.get(key)!],
    })),
  };
}
