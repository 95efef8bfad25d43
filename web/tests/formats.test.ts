import { afterEach, describe, expect, test } from "vitest";
import { phone } from "../portal/ui/phone.ts";
import {
  ago,
  day,
  duration,
  money,
  moment,
  monthOf,
  number,
  share,
  size,
  writeFor,
  zoneName,
} from "../portal/words/formats.ts";
import { plural, speak, t } from "../portal/words/words.ts";

const NOON = "2026-11-28T12:00:00Z";
const germany = async (): Promise<void> => {
  await speak("de");
  writeFor({ locale: "de-AT", timeZone: "Europe/Vienna" });
};

afterEach(async () => {
  await speak("en");
  writeFor({ locale: "en-GB", timeZone: "Europe/London" });
});

describe("times", () => {
  test("are those of the reader's zone, which is named", async () => {
    writeFor({ locale: "en-GB", timeZone: "Pacific/Auckland" });
    expect(moment(NOON)).toBe("29 Nov 2026, 01:00");
    expect(zoneName()).toBe("New Zealand Daylight Time (Auckland)");
    await germany();
    expect(moment(NOON)).toBe("28.11.2026, 13:00");
  });

  test("of a calendar day stay that day in every zone", () => {
    writeFor({ locale: "en-GB", timeZone: "Pacific/Honolulu" });
    expect(day("2026-11-28")).toBe("28 Nov 2026");
    expect(monthOf("2026-11-01")).toBe("Nov 2026");
  });

  test.each([
    [30, "this minute"],
    [-90, "1 minute ago"],
    [-3 * 3600, "3 hours ago"],
    [2 * 86400, "in 2 days"],
    [-9 * 86400, "19 Nov 2026"],
  ])("%i seconds from now are %s", (seconds, told) => {
    const now = Date.parse(NOON);
    expect(ago(new Date(now + 1000 * seconds).toISOString(), now)).toBe(told);
  });

  test.each([
    [90, "1.5 minutes"],
    [2 * 3600, "2 hours"],
    [47 * 3600, "47 hours"],
    [60 * 3600, "2.5 days"],
  ])("%i seconds last %s", (seconds, told) => {
    expect(duration(seconds)).toBe(told);
  });
});

describe("numbers", () => {
  test("of money keep all digits that they have, also beyond what a computer counts with", () => {
    expect(money({ amount: "12345678901234567.89", currency: "EUR" })).toBe("€12,345,678,901,234,567.89");
    expect(money({ amount: "5", currency: "JPY" })).toBe("JP¥5");
    expect(money({ amount: "1.250", currency: "KWD" })).toMatch(/^KWD\s1\.250$/);
  });

  test("are written as the reader writes them", async () => {
    expect(number("1234.5")).toBe("1,234.5");
    expect(share("0.0833")).toBe("8.3%");
    await germany();
    expect(number("1234.5")).toMatch(/^1.234,5$/);
    expect(money({ amount: "9.90", currency: "EUR" })).toMatch(/^€\s9,90$/);
  });

  test.each([
    [0, "0 byte"],
    [999, "999 byte"],
    [1_000, "1 kB"],
    [2_560_000, "2.6 MB"],
    [7_000_000_000_000, "7,000 GB"],
  ])("%i bytes are %s", (bytes, shown) => {
    expect(size(bytes)).toBe(shown);
  });

  test("of telephones are sent without the signs between", () => {
    expect(phone("0044 7911 (123) 456")).toBe("+447911123456");
    expect(phone("")).toBeNull();
  });
});

describe("words", () => {
  test("are English until somebody reads German", async () => {
    expect(t("Sign in")).toBe("Sign in");
    await speak("de");
    expect(t("Sign in")).toBe("Anmelden");
    expect(t("There is no such sentence about {name}", { name: "Ann" })).toBe("There is no such sentence about Ann");
  });

  test("about one and about several differ", async () => {
    const told = (n: number): string => plural("{n} new notification", "{n} new notifications", n);
    expect([told(1), told(2)]).toEqual(["1 new notification", "2 new notifications"]);
    await speak("de");
    expect([told(1), told(2)]).toEqual(["1 neue Benachrichtigung", "2 neue Benachrichtigungen"]);
  });
});
