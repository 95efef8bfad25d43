import { describe, expect, test } from "vitest";
import { placeOf, stacked, type Group } from "../portal/desk/figures/groups.ts";

type Counted = Group & { count: number };

const group = (count: number, of: Partial<Group>): Counted => ({
  period: null,
  customer: null,
  site: null,
  technician: null,
  ...of,
  count,
});
const count = (of: Counted): number => of.count;
const acme = { id: "1", name: "Acme" };

describe("groups of figures", () => {
  test("of months are in their order, with those between in which nothing was", () => {
    const { bars, parts } = stacked(
      [
        group(2, { period: "2026-11-01", status: "COMPLETED" }),
        group(1, { period: "2026-11-01", status: "SUBMITTED" }),
        group(5, { period: "2026-08-01", status: "COMPLETED" }),
        group(9, { period: null, status: "DRAFT" }),
      ],
      "MONTH",
      "STATUS",
      count,
    );
    expect(parts.map(({ label }) => label)).toEqual(["Draft", "Completed", "Submitted"]);
    expect(bars.map(({ label, values }) => [label, values])).toEqual([
      ["Aug 2026", [0, 5, 0]],
      ["Sept 2026", [0, 0, 0]],
      ["Oct 2026", [0, 0, 0]],
      ["Nov 2026", [0, 2, 1]],
    ]);
  });

  test.each([
    ["DAY", "2026-02-27", "2026-03-01", ["27 Feb 2026", "28 Feb 2026", "1 Mar 2026"]],
    ["WEEK", "2026-10-19", "2026-11-02", ["Week of 19 Oct 2026", "Week of 26 Oct 2026", "Week of 2 Nov 2026"]],
  ])("of each %s have no gap either", (dimension, first, last, labels) => {
    const { bars } = stacked([group(1, { period: last }), group(1, { period: first })], dimension, null, count);
    expect(bars.map(({ label }) => label)).toEqual(labels);
  });

  test("of all else begin with the largest", () => {
    const { bars } = stacked(
      [group(2, { customer: acme }), group(7, { customer: null }), group(1, { customer: acme })],
      "CUSTOMER",
      null,
      count,
    );
    expect(bars.map(({ label, values }) => [label, values])).toEqual([
      ["Without a customer", [7]],
      ["Acme", [3]],
    ]);
  });

  test("beyond eight parts are one", () => {
    const sites = Array.from({ length: 10 }, (_, n) => group(10 - n, { site: { id: `${n}`, name: `Site ${n}` } }));
    const { parts, bars } = stacked(
      sites.map((of) => ({ ...of, kind: "SERVICE_CALL" })),
      "KIND",
      "SITE",
      count,
    );
    expect(parts).toHaveLength(8);
    expect(parts.at(-1)?.label).toBe("Others");
    expect(bars[0]?.values).toEqual([10, 9, 8, 7, 6, 5, 4, 3 + 2 + 1]);
  });

  test("are named by their dimension", () => {
    expect(placeOf(group(1, { orderPriority: "URGENT" }), "ORDER_PRIORITY").label).toBe("Urgent");
    expect(placeOf(group(1, { paymentStatus: "VOID" }), "PAYMENT_STATUS").label).toBe("Void");
    expect(placeOf(group(1, {}), "APPROVAL_STATUS").label).toBe("None");
  });
});
