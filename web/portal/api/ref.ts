// An order or an invoice as an address names it: by its number, or by its id while it has none.
export const refOf = (named: string): { number: string } | { id: string } =>
  /^[a-z]+-\d+$/i.test(named) ? { number: named.toUpperCase() } : { id: named };
