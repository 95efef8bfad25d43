// Groups of figures by one or two dimensions, made into the bars of a chart and the rows of its table.
import { language, t } from "../../words/words.ts";
import { day, monthOf } from "../../words/formats.ts";
import { approvalStatus, orderKind, orderStatus, paymentStatus, priority } from "../../words/names.ts";

/** What a group is of in one of its dimensions. */
export interface Place {
  key: string;
  label: string;
}

interface Named {
  id: string;
  name: string;
}

/** The fields of a group that say which it is; those by which is not grouped are not read, or null. */
export interface Group {
  period: string | null;
  customer: Named | null;
  site: Named | null;
  technician: Named | null;
  status?: string | null;
  kind?: string | null;
  priority?: string | null;
  paymentStatus?: string | null;
  approvalStatus?: string | null;
  orderKind?: string | null;
  orderPriority?: string | null;
}

export interface Bar extends Place {
  values: number[];
}

/** Bars of one or more parts, and the name of each part. */
export interface Stack {
  parts: Place[];
  bars: Bar[];
}

const PERIODS = ["DAY", "WEEK", "MONTH"];
const MOST_PARTS = 8;
const DAY = 86_400_000;

export const isPeriod = (dimension: string): boolean => PERIODS.includes(dimension);

/** Where a group is in a dimension of the contract. */
export function placeOf(group: Group, dimension: string): Place {
  switch (dimension) {
    case "DAY":
    case "WEEK":
    case "MONTH":
      return group.period === null ? unknown() : period(group.period, dimension);
    case "CUSTOMER":
      return named(group.customer, t("Without a customer"));
    case "SITE":
      return named(group.site, t("Without a site"));
    case "TECHNICIAN":
      return named(group.technician, t("Without a technician"));
    case "STATUS":
      return valued(group.status, orderStatus);
    case "PAYMENT_STATUS":
      return valued(group.paymentStatus, paymentStatus);
    case "APPROVAL_STATUS":
      return valued(group.approvalStatus, approvalStatus);
    case "KIND":
    case "ORDER_KIND":
      return valued(group.kind ?? group.orderKind, orderKind);
    default:
      return valued(group.priority ?? group.orderPriority, priority);
  }
}

const unknown = (): Place => ({ key: "", label: t("None") });

const named = (of: Named | null, without: string): Place =>
  of ? { key: of.id, label: of.name } : { key: "", label: without };

const valued = (value: string | null | undefined, name: (value: string) => string): Place =>
  value ? { key: value, label: name(value) } : unknown();

function period(first: string, dimension: string): Place {
  const label = dimension === "MONTH" ? monthOf(first) : day(first);
  return { key: first, label: dimension === "WEEK" ? t("Week of {day}", { day: label }) : label };
}

/**
 * The values of groups by `first`, and by `second` in parts of each bar. Periods are in their order, with those between
 * that have no group; all else begins with the largest. Beyond eight parts, the smaller ones are one.
 */
export function stacked<Of extends Group>(
  groups: Of[],
  first: string,
  second: string | null,
  valueOf: (group: Of) => number,
): Stack {
  const bars = new Map<string, Place & { of: Map<string, number> }>();
  const parts = new Map<string, Place & { total: number }>();
  for (const group of groups) {
    const at = placeOf(group, first);
    const part = second === null ? { key: "", label: "" } : placeOf(group, second);
    const value = valueOf(group);
    const bar = bars.get(at.key) ?? { ...at, of: new Map<string, number>() };
    bar.of.set(part.key, (bar.of.get(part.key) ?? 0) + value);
    bars.set(at.key, bar);
    parts.set(part.key, { ...part, total: (parts.get(part.key)?.total ?? 0) + value });
  }
  const sorted = [...parts.values()].sort(second && isPeriod(second) ? byKey : byTotal);
  const kept = sorted.length > MOST_PARTS ? sorted.slice(0, MOST_PARTS - 1) : sorted;
  const others = sorted.slice(kept.length).map(({ key }) => key);
  const whole = [...bars.values()].map(({ key, label, of }) => {
    const values = kept.map((part) => of.get(part.key) ?? 0);
    if (others.length > 0) values.push(sum(others.map((part) => of.get(part) ?? 0)));
    return { key, label, values };
  });
  return {
    parts: [...kept, ...(others.length > 0 ? [{ key: "others", label: t("Others") }] : [])],
    bars: isPeriod(first) ? inTime(whole, first) : whole.sort((one, other) => sum(other.values) - sum(one.values)),
  };
}

/** Bars in the order of time, without gaps; those of no time are left out. */
function inTime(bars: Bar[], dimension: string): Bar[] {
  const known = new Map(bars.filter(({ key }) => key !== "").map((bar) => [bar.key, bar]));
  const keys = [...known.keys()].sort();
  const [first, last] = [keys[0], keys.at(-1)];
  if (first === undefined || last === undefined) return [];
  const nothing = known.get(first)!.values.map(() => 0);
  const all: Bar[] = [];
  for (let at = first; at <= last; at = following(at, dimension)) {
    all.push(known.get(at) ?? { ...period(at, dimension), values: nothing });
  }
  return all;
}

function following(first: string, dimension: string): string {
  const date = new Date(`${first}T00:00:00Z`);
  if (dimension === "MONTH") date.setUTCMonth(date.getUTCMonth() + 1);
  else date.setTime(date.getTime() + (dimension === "WEEK" ? 7 : 1) * DAY);
  return date.toISOString().slice(0, 10);
}

export const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0);

const byTotal = (one: { total: number }, other: { total: number }): number => other.total - one.total;
const byKey = (one: Place, other: Place): number => one.key.localeCompare(other.key, language());
