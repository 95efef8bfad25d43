// What people read for roles, rights and requests of access.
import type { Tone } from "../ui/bits.tsx";
import { named } from "./names.ts";
import { t } from "./words.ts";

export const membershipRole = (role: string): string => named({ ADMIN: t("Administrator"), MEMBER: t("Member") }, role);

export const membershipRight = (right: string): string =>
  named(
    {
      ORDERS: t("Open orders and follow them"),
      RECOMMENDATIONS: t("Answer recommendations"),
      INVOICES: t("See invoices"),
      INVOICE_APPROVAL: t("Approve invoices"),
    },
    right,
  );

export const requestStatus = (status: string): string =>
  named({ OPEN: t("Open"), GRANTED: t("Granted"), REFUSED: t("Refused") }, status);

export const REQUEST_TONES: Record<string, Tone> = { OPEN: "busy", GRANTED: "good", REFUSED: "bad" };
