// By what the figures are grouped and since when, kept in the address.
import type { ReactNode } from "react";
import { useSearchParams } from "react-router";
import { Selected } from "../../ui/search.tsx";
import { t } from "../../words/words.ts";
import { dayFromToday, momentOf } from "../../ui/changes/moments.ts";
import { isPeriod } from "./groups.ts";

export interface Chosen<Dimension extends string, Moment extends string> {
  first: Dimension;
  second: Dimension | null;
  moment: Moment;
  /** The first day that counts; null where all do. */
  since: string | null;
}

interface Offered<Dimension extends string, Moment extends string> {
  dimensions: Record<Dimension, string>;
  /** The first one counts where none is chosen. */
  moments: Record<Moment, string>;
  byDefault: [first: Dimension, second: Dimension];
}

const DAYS: Record<string, number | null> = { month: 30, quarter: 91, all: null };
const YEAR = 365;
const NONE = "none";

/** What the address asks for; of two periods only the first counts, as the contract has it. */
export function useChosen<Dimension extends string, Moment extends string>(
  offered: Offered<Dimension, Moment>,
): Chosen<Dimension, Moment> {
  const [asked] = useSearchParams();
  const { dimensions, moments, byDefault } = offered;
  const first = among(dimensions, asked.get("by")) ?? byDefault[0];
  const and = asked.get("and");
  const second = and === NONE ? null : (among(dimensions, and) ?? byDefault[1]);
  const isTwice = second === first || (second !== null && isPeriod(first) && isPeriod(second));
  const days = DAYS[asked.get("since") ?? ""];
  return {
    first,
    second: isTwice ? null : second,
    moment: among(moments, asked.get("moment")) ?? (Object.keys(moments)[0] as Moment),
    since: days === null ? null : dayFromToday(-(days ?? YEAR)),
  };
}

const among = <Value extends string>(names: Record<Value, string>, value: string | null): Value | undefined =>
  value !== null && value in names ? (value as Value) : undefined;

/** The moment at which a day begins here. */
export const beginningOf = (day: string): string => momentOf(`${day}T00:00`);

export function Choices<Dimension extends string, Moment extends string>({
  dimensions,
  moments,
  byDefault,
}: Offered<Dimension, Moment>): ReactNode {
  const names = Object.entries<string>(dimensions);
  const without = (dimension: string): [string, string][] => names.filter(([value]) => value !== dimension);
  const [first, second] = byDefault;
  return (
    <div className="tools">
      <Selected
        label={t("Period")}
        name="since"
        options={[
          ["month", t("30 days")],
          ["quarter", t("A quarter")],
          ["", t("A year")],
          ["all", t("Everything")],
        ]}
      />
      <Selected label={t("By")} name="by" options={[["", dimensions[first]], ...without(first)]} />
      <Selected
        label={t("And by")}
        name="and"
        options={[["", dimensions[second]], ...without(second), [NONE, t("Nothing else")]]}
      />
      <Selected
        label={t("When it counts")}
        name="moment"
        options={Object.entries<string>(moments).map(([value, name], index) => [index === 0 ? "" : value, name])}
      />
    </div>
  );
}
