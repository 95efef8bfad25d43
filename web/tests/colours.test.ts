import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

type Tokens = Record<string, string>;

const read = (name: string): string => readFileSync(new URL(`../portal/${name}`, import.meta.url), "utf8");
const [LIGHT, DARK] = read("styles/tokens.css").split("@media (prefers-color-scheme: dark)").map(tokensIn);
const [LIGHT_PARTS, DARK_PARTS] = read("desk/figures/figures.css")
  .split("@media (prefers-color-scheme: dark)")
  .map(partsIn);
const SCHEMES: [name: string, tokens: Tokens, parts: string[]][] = [
  ["light", LIGHT!, LIGHT_PARTS!],
  ["dark", { ...LIGHT, ...DARK }, DARK_PARTS!],
];

function tokensIn(css: string): Tokens {
  return Object.fromEntries(
    [...css.matchAll(/--([a-z-]+): (#[0-9a-f]{6})/g)].map(([, name, value]) => [name!, value!]),
  );
}

function partsIn(css: string): string[] {
  return [...css.matchAll(/\.part-\d \{ fill: (#[0-9a-f]{6})/g)].map(([, value]) => value!);
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** WCAG's contrast of two colours, from 1 to 21. */
function contrast(one: string, other: string): number {
  const [darker, lighter] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (lighter! + 0.05) / (darker! + 0.05);
}

describe.each(SCHEMES)("in the %s scheme", (_, tokens, parts) => {
  test.each([
    ...["ink", "soft", "accent", "accent-hover"].flatMap((text) =>
      ["ground", "paper", "wash"].map((ground) => [text, ground] as const),
    ),
    ...["good", "warn", "bad", "busy"].flatMap((tone) => [[tone, "paper"] as const, [tone, `${tone}-wash`] as const]),
    ["accent-ink", "accent"] as const,
    ["accent-ink", "accent-hover"] as const,
  ])("%s is read on %s", (text, ground) => {
    expect(contrast(tokens[text]!, tokens[ground]!)).toBeGreaterThanOrEqual(4.5);
  });

  test("the edges of fields are seen", () => {
    expect(contrast(tokens["edge"]!, tokens["paper"]!)).toBeGreaterThanOrEqual(3);
  });

  test("every part of a chart is seen, and none has the colour of another", () => {
    expect(parts).toHaveLength(7);
    for (const part of parts) expect(contrast(part, tokens["paper"]!)).toBeGreaterThanOrEqual(3);
    expect(new Set([...parts, tokens["accent"]]).size).toBe(8);
  });
});
