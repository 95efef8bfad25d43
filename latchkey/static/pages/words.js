// The words of the page in the reader's language, which the server has put into it as data.

const { dataset, lang } = document.documentElement;
const said = JSON.parse(dataset.said);

export const language = lang;
export const words = JSON.parse(dataset.words);

/** The words `template` with its places, like {n}, filled in. */
export function filled(template, values) {
  return template.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

/** What the API said, in the reader's language as far as there are words for it: sentence by sentence. */
export function translated(message) {
  return message.split(/(?<=[.!?])\s+/).map(sentence).join(" ");
}

function sentence(english) {
  const counted = said[english.replace(/\d+/, "{n}")];
  return said[english] ?? (counted ? filled(counted, { n: english.match(/\d+/) }) : english);
}
