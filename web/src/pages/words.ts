// The words of the page in the reader's language, which the server embeds as data.

type Words = Record<string, string>;

const { dataset, lang } = document.documentElement;

export const language = lang;
export const words = JSON.parse(dataset["words"]!) as Words;

/** The template with its placeholders, like {n}, filled in. */
export function filled(template: string, values: Record<string, string | number>): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name]));
}
