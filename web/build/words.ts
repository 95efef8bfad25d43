// `virtual:words/de`: the German of what the portal says, from the catalog that mails and documents use too.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";

const NAME = "virtual:words/de";
const SAID = /\b(?:t|plural)\(\s*("(?:[^"\\]|\\.)*")/g;

/** Provides the translations of the sentences in calls of `t` and `plural` in `sources`, by their English. */
export function words(sources: string, catalog: string): Plugin {
  return {
    name: "words",
    resolveId: (id) => (id === NAME ? `\0${NAME}` : undefined),
    load(id) {
      if (id !== `\0${NAME}`) return undefined;
      const known = translations(readFileSync(catalog, "utf8"));
      const said = [...new Set(sentences(sources))].sort();
      const german = Object.fromEntries(said.flatMap((one) => (known.has(one) ? [[one, known.get(one)]] : [])));
      return `export default ${JSON.stringify(german)}`;
    },
  };
}

function sentences(sources: string): string[] {
  const files = readdirSync(sources, { recursive: true, encoding: "utf8" }).filter((file) => /\.tsx?$/.test(file));
  return files.flatMap((file) => {
    const code = readFileSync(join(sources, file), "utf8");
    return [...code.matchAll(SAID)].map(([, literal]) => JSON.parse(literal!) as string);
  });
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
