// What the portal says. The English sentences are in the code, as in the server; others are looked up in a catalog.
import { isDesk } from "../base.ts";

export type Language = "en" | "de";
export type Facts = Record<string, string | number>;

const KEPT_AS = "latchkey:language";

let spoken: Language = "en";
let catalog: Record<string, string[]> = {};

/** The language that the portal is shown in. */
export const language = (): Language => spoken;

/** The language of a person with this locale: theirs if there are words for it. */
export const languageOf = (locale: string): Language => (/^de\b/i.test(locale) ? "de" : "en");

/** The language in which a page opens before it is known who reads it: the last one here, or what the browser asks for. */
export function firstLanguage(): Language {
  const kept = localStorage.getItem(KEPT_AS);
  return languageOf(kept ?? document.documentElement.lang);
}

/** Show everything in a language from now on; what is on the page has to be drawn again. */
export async function speak(language: Language): Promise<void> {
  catalog = language === "de" ? await german() : {};
  spoken = language;
  document.documentElement.lang = language;
  localStorage.setItem(KEPT_AS, language);
}

async function german(): Promise<Record<string, string[]>> {
  const parts = [import("virtual:words/de"), ...(isDesk ? [import("virtual:words/de/desk")] : [])];
  return Object.assign({}, ...(await Promise.all(parts)).map(({ default: words }) => words)) as typeof catalog;
}

/** A sentence in the reader's language, with its placeholders, like {name}, filled in. */
export function t(sentence: string, facts: Facts = {}): string {
  return filled(catalog[sentence]?.[0] ?? sentence, facts);
}

/** A sentence about a number of things, which fills {n}. */
export function plural(one: string, many: string, n: number, facts: Facts = {}): string {
  const [first = one, others = many] = catalog[one] ?? [];
  return filled(n === 1 ? first : others, { n, ...facts });
}

function filled(template: string, facts: Facts): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => String(facts[name] ?? whole));
}
