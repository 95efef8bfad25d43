// One application at two addresses: customers are at /, staff at /desk, each with the same paths below.
const DESK = "/desk";

export const isDesk = new RegExp(`^${DESK}(/|$)`).test(location.pathname);
export const BASE = isDesk ? DESK : "/";

/** Open the same path at the other of the two. */
export function crossOver(): void {
  const { pathname, search, hash } = location;
  location.replace((isDesk ? pathname.slice(DESK.length) || "/" : DESK + pathname) + search + hash);
}
