// Moments as the fields of browsers have them: in the zone of the browser, in which they are also shown.

/** The value of a field `datetime-local` for a moment. */
export function localMoment(iso: string): string {
  const moment = new Date(iso);
  return new Date(moment.getTime() - 60_000 * moment.getTimezoneOffset()).toISOString().slice(0, 16);
}

/** The moment that a field `datetime-local` has. */
export const momentOf = (entered: string): string => new Date(entered).toISOString();

/** The calendar day a number of days from today. */
export const dayFromToday = (days: number): string =>
  localMoment(new Date(Date.now() + 86_400_000 * days).toISOString()).slice(0, 10);
