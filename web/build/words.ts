// `virtual:words/de`: the German of what the portal says, from the catalog that mails and documents use too.
// `virtual:words/de/desk`: what only the desk says, which customers do not load.
import { readFileSync, readdirSync } from "node:fs";
import { join, sep } from "node:path";
import type { Plugin } from "vite";

const NAME = "virtual:words/de";
const OF_DESK = `${NAME}/desk`;
const SAID = /\b(?:t|plural)\(\s*("(?:[^"\\]|\\.)*")/g;

/** Provides the translations of the sentences in calls of `t` and `plural` in `sources`, by their English. */
export function words(sources: string, catalog: string): Plugin {
  return {
    name: "words",
    resolveId: (id) => (id === NAME || id === OF_DESK ? `\0${id}` : undefined),
    load(id) {
      if (id !== `\0${NAME}` && id !== `\0${OF_DESK}`) return undefined;
      const known = translations(readFileSync(catalog, "utf8"));
      const { everywhere, atDesk } = sentences(sources);
      const said = id === `\0${NAME}` ? [...everywhere] : [...atDesk].filter((one) => !everywhere.has(one));
      const german = Object.fromEntries(said.sort().flatMap((one) => (known.has(one) ? [[one, known.get(one)]] : [])));
      return `export default ${JSON.stringify(german)}`;
    },
  };
}

function sentences(sources: string): { everywhere: Set<string>; atDesk: Set<string> } {
  const found = { everywhere: new Set<string>(), atDesk: new Set<string>() };
  for (const file of readdirSync(sources, { recursive: true, encoding: "utf8" })) {
    if (!/\.tsx?$/.test(file)) continue;
    const said = file.startsWith(`desk${sep}`) ? found.atDesk : found.everywhere;
    const code = readFileSync(join(sources, file), "utf8");
    for (const [, literal] of code.matchAll(SAID)) said.add(JSON.parse(literal!) as string);
  }
  return found;
}

/** The translations in a catalog of gettext, by their English: one, or one for each number. */
function translations(catalog: string): Map<string, string[]> {
  const known = new Map<string, string[]>();
  for (const entry of catalog.split(/\n\n+/)) {
    const texts: Record<string, string> = {};
    let name = "";
    for (const line of entry.split("\n")) {
      const [, begun, text] = /^(?:(msg\S+) )?(".*")$/.exec(line) ?? [];
      if (text === undefined) continue;
      name = begun ?? name;
      texts[name] = (texts[name] ?? "") + (JSON.parse(text) as string);
    }
    const { msgid, msgstr, "msgstr[0]": one, "msgstr[1]": many } = texts;
    if (msgid) known.set(msgid, msgstr === undefined ? [one!, many!] : [msgstr]);
  }
  return known;
}
