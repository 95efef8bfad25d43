// The program and the machine in what a program says of itself.

// Each also says that it is what stands below it.
const PROGRAMS = {
  Edg: "Edge",
  OPR: "Opera",
  SamsungBrowser: "Samsung Internet",
  Firefox: "Firefox",
  FxiOS: "Firefox",
};
const ENGINES = { Chrome: "Chrome", CriOS: "Chrome", Safari: "Safari" };
const MACHINES = {
  iPhone: "iPhone",
  iPad: "iPad",
  Android: "Android",
  Windows: "Windows",
  "Mac OS X": "Mac",
  Linux: "Linux",
};

/** Such as “Firefox, Windows”; of an unknown program its own first word, and an empty text of none. */
export function deviceOf(userAgent: string): string {
  const find = (names: Record<string, string>): string | undefined =>
    Object.entries(names).find(([sign]) => userAgent.includes(sign))?.[1];
  const program = find(PROGRAMS) ?? find(ENGINES) ?? userAgent.split(/[\s/]/)[0];
  return [program, find(MACHINES)].filter(Boolean).join(", ");
}
