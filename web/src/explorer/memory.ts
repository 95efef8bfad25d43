// The session and the latest ids, for the lifetime of the browser tab.
const SESSION = "latchkey:session";
const LAST = "latchkey:last";

export interface Session {
  token: string;
  username: string;
}

export function session(): Session | null {
  return stored<Session>(SESSION);
}

export function keepSession(session: Session): void {
  sessionStorage.setItem(SESSION, JSON.stringify(session));
}

export function forgetSession(): void {
  sessionStorage.removeItem(SESSION);
}

/** Remember the latest id of each type, and the latest cursor of the log, for use in later tabs. */
export function remember(data: unknown): void {
  const last = seen();
  const walk = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    const { __typename: type, id, eventCursor } = value as Record<string, unknown>;
    if (typeof type === "string" && typeof id === "string") last[type] = id;
    if (typeof eventCursor === "string") last["EventCursor"] = eventCursor;
    Object.values(value).forEach(walk);
  };
  walk(data);
  sessionStorage.setItem(LAST, JSON.stringify(last));
}

/** The variables, with "last:Order" replaced by the id of the latest order, and so on. */
export function filled(value: unknown): unknown {
  if (typeof value === "string" && value.startsWith("last:")) {
    const type = value.slice("last:".length);
    const known = seen()[type];
    if (!known) throw new Error(`No ${type} has been seen yet: first run a tab that shows one, or enter its id here.`);
    return known;
  }
  if (Array.isArray(value)) return value.map(filled);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, filled(inner)]));
}

function seen(): Record<string, string> {
  return stored<Record<string, string>>(LAST) ?? {};
}

function stored<Value>(key: string): Value | null {
  return JSON.parse(sessionStorage.getItem(key) ?? "null") as Value | null;
}
