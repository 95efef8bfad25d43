// Times, days, amounts and sizes as the reader writes them, in their own time zone.
import { language } from "./words.ts";

let locale = "en-GB";
let zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

interface Money {
  amount: string;
  currency: string;
}

/** Write for a reader with this locale and zone from now on; null is not known. */
export function writeFor(reader: { locale: string | null; timeZone: string | null }): void {
  // English of which no country is known is not that of America.
  locale =
    language() === "en" ? (/^en-/i.test(reader.locale ?? "") ? reader.locale! : "en-GB") : (reader.locale ?? "de");
  zone = reader.timeZone ?? zone;
}

const shown = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat(locale, { timeZone: zone, ...options });

/** A moment with its time, such as 28 Nov 2026, 14:30. */
export const moment = (iso: string): string => shown({ dateStyle: "medium", timeStyle: "short" }).format(new Date(iso));

/** A moment in full, with the name of the zone. */
export const fullMoment = (iso: string): string =>
  shown({
    weekday: "long",
    day: "numeric",
    month: "long",
    year: "numeric",
    hour: "numeric",
    minute: "2-digit",
    timeZoneName: "long",
  }).format(new Date(iso));

/** The day that a moment is on in the reader's zone. */
export const dayOf = (iso: string): string => shown({ dateStyle: "medium" }).format(new Date(iso));

/** A calendar day, which has no zone. */
export const day = (date: string): string =>
  shown({ dateStyle: "medium", timeZone: "UTC" }).format(new Date(`${date}T00:00:00Z`));

/** The month that a calendar day is in. */
export const monthOf = (date: string): string =>
  shown({ month: "short", year: "numeric", timeZone: "UTC" }).format(new Date(`${date}T00:00:00Z`));

/** How long ago, or from now on, a moment is; the day if that is more than a week. */
export function ago(iso: string, now = Date.now()): string {
  const seconds = (Date.parse(iso) - now) / 1000;
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
  const steps = [
    ["day", 86400],
    ["hour", 3600],
    ["minute", 60],
  ] as const;
  if (Math.abs(seconds) > 7 * 86400) return dayOf(iso);
  const [unit, length] = steps.find(([, length]) => Math.abs(seconds) >= length) ?? ["minute", 60];
  return relative.format(Math.trunc(seconds / length), unit);
}

/** An amount with all its digits, which for some currencies are more than the browser would show. */
export function money({ amount, currency }: Money): string {
  const digits = amount.split(".")[1]?.length ?? 0;
  const options = {
    style: "currency",
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  } as const;
  return new Intl.NumberFormat(locale, options).format(amount as Intl.StringNumericLiteral);
}

/** A number as it is written in the contract. */
export const number = (value: string | number): string =>
  new Intl.NumberFormat(locale, { maximumFractionDigits: 6 }).format(value as Intl.StringNumericLiteral);

/** A number of units, such as 2.5 days. */
const measured = (value: number, unit: string, unitDisplay: "short" | "long"): string =>
  new Intl.NumberFormat(locale, { style: "unit", unit, maximumFractionDigits: 1, unitDisplay }).format(value);

/** A size in bytes. */
export function size(bytes: number): string {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte"];
  const step = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), units.length - 1);
  return measured(bytes / 1000 ** step, units[step]!, "short");
}

/** A length of time in days, hours or minutes, whichever of these it has at least two of. */
export function duration(seconds: number): string {
  if (seconds >= 2 * 86400) return measured(seconds / 86400, "day", "long");
  return seconds >= 2 * 3600 ? measured(seconds / 3600, "hour", "long") : measured(seconds / 60, "minute", "long");
}

/** A share from 0 to 1 in percent. */
export const share = (value: string): string =>
  new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 1 }).format(Number(value));

/** The name of the zone that times are shown in, such as “Central European Standard Time (Berlin)”. */
export function zoneName(): string {
  const parts = shown({ timeZoneName: "long" }).formatToParts(new Date());
  const name = parts.find(({ type }) => type === "timeZoneName")?.value ?? zone;
  const city = zone.split("/").at(-1)!.replaceAll("_", " ");
  return zone.includes("/") ? `${name} (${city})` : name;
}

/** The name of a country in the reader's language. */
export const country = (code: string): string => new Intl.DisplayNames([locale], { type: "region" }).of(code) ?? code;

/** A currency with its code, such as “GBP, British Pounds”. */
export const currencyName = (code: string): string =>
  `${code}, ${new Intl.DisplayNames([locale], { type: "currency" }).of(code) ?? code}`;

/** The name of a language in itself. */
export function languageName(tag: string): string {
  const name = new Intl.DisplayNames([tag], { type: "language" }).of(tag) ?? tag;
  return name.charAt(0).toUpperCase() + name.slice(1);
}
