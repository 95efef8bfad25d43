// Telephone numbers as people write them, and as the contract takes them.

/** Of a field: a number with its country code, with whatever signs between the digits. */
export const PHONE_PATTERN = "(\\+|00)[1-9][0-9 \\(\\)\\.\\/\\-]{6,24}";

/** A number that was written like that in its international form; null where nothing was. */
export const phone = (written: string): string | null =>
  written ? written.replace(/[\s().\/-]/g, "").replace(/^00/, "+") : null;
