// The words of the page in the reader's language, which the server embeds as data.

type Words = Record<string, string>;

const { dataset, lang } = document.documentElement;
const said = JSON.parse(dataset["said"]!) as Words;

export const language = lang;
export const words = JSON.parse(dataset["words"]!) as Words;

/** The template with its placeholders, like {n}, filled in. */
export function filled(template: string, values: Record<string, string | number>): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name]));
}

/** The API's message, translated sentence by sentence; unknown sentences stay English. */
export function translated(message: string): string {
  return message
    .split(/(?<=[.!?])\s+/)
    .map(sentence)
    .join(" ");
}

function sentence(english: string): string {
  const counted = said[english.replace(/\d+/, "{n}")];
  return said[english] ?? (counted ? filled(counted, { n: /\d+/.exec(english)?.[0] ?? "" }) : english);
}
