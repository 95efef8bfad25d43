// What people read for the values of the contract's enumerations; an unknown value is shown as it is.
import type { Tone } from "../ui/bits.tsx";
import { t } from "./words.ts";

const named = (names: Record<string, string>, value: string): string => names[value] ?? value;

export const orderStatus = (status: string): string =>
  named(
    {
      DRAFT: t("Draft"),
      SUBMITTED: t("Submitted"),
      SCHEDULED: t("Scheduled"),
      IN_PROGRESS: t("In progress"),
      AWAITING_PARTS: t("Awaiting parts"),
      READY_FOR_RETURN: t("Ready for return"),
      COMPLETED: t("Completed"),
      CANCELLED: t("Cancelled"),
    },
    status,
  );

export const ORDER_TONES: Record<string, Tone> = {
  SUBMITTED: "busy",
  SCHEDULED: "busy",
  IN_PROGRESS: "busy",
  AWAITING_PARTS: "warn",
  READY_FOR_RETURN: "good",
};

export const orderKind = (kind: string): string =>
  named({ WALK_IN_REPAIR: t("Repair in the workshop"), SERVICE_CALL: t("Visit on site") }, kind);

export const priority = (value: string): string =>
  named({ LOW: t("Low"), NORMAL: t("Normal"), HIGH: t("High"), URGENT: t("Urgent") }, value);

export const paymentStatus = (status: string): string =>
  named(
    {
      DRAFT: t("Draft"),
      OUTSTANDING: t("Outstanding"),
      CREDITED: t("Credited in full"),
      PAID: t("Paid"),
      VOID: t("Void"),
    },
    status,
  );

export const approvalStatus = (status: string): string =>
  named(
    {
      NOT_ASKED: t("Not asked"),
      PENDING: t("Awaiting approval"),
      APPROVED: t("Approved"),
      DECLINED: t("Declined"),
    },
    status,
  );

export const recommendationStatus = (status: string): string =>
  named(
    {
      PENDING: t("Awaiting an answer"),
      CLARIFICATION_REQUESTED: t("Clarification requested"),
      APPROVED: t("Approved"),
      DECLINED: t("Declined"),
      WITHDRAWN: t("Withdrawn"),
    },
    status,
  );

export const RECOMMENDATION_TONES: Record<string, Tone> = {
  PENDING: "warn",
  CLARIFICATION_REQUESTED: "busy",
  APPROVED: "good",
  DECLINED: "calm",
};
