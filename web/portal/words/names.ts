// What people read for the values of the contract's enumerations; an unknown value is shown as it is.
import type { Tone } from "../ui/bits.tsx";
import { t } from "./words.ts";

export const named = (names: Record<string, string>, value: string): string => names[value] ?? value;

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

export const invoiceEvent = (kind: string): string =>
  named(
    {
      INVOICE_DRAFTED: t("Draft"),
      INVOICE_ISSUED: t("Issued"),
      INVOICE_CHANGED: t("Changed"),
      INVOICE_APPROVED: t("Approved"),
      INVOICE_DECLINED: t("Declined"),
      INVOICE_HELD: t("Put on hold"),
      INVOICE_RELEASED: t("Hold released"),
      INVOICE_APPROVER_CHANGED: t("Handed over"),
      INVOICE_NEEDS_APPROVER: t("Nobody can approve it"),
      INVOICE_REMINDED: t("Reminder sent"),
      INVOICE_PAID: t("Payment received"),
      INVOICE_PAYMENT_REVERSED: t("Payment reversed"),
      INVOICE_CREDITED: t("Credited"),
      INVOICE_VOIDED: t("Void"),
      INVOICE_MESSAGE_RECEIVED: t("Message received"),
    },
    kind,
  );

/** When somebody is notified, after “When”. */
export const notificationKind = (kind: string): string =>
  named(
    {
      ORDER_STATUS_CHANGED: t("An order moves on"),
      VISIT_SCHEDULED: t("A visit is planned"),
      NOTE_ADDED: t("Somebody writes about an order"),
      ATTACHMENT_ADDED: t("A file is added to an order"),
      RECOMMENDATION_POSTED: t("Work is recommended"),
      RECOMMENDATION_REPLIED: t("A question about recommended work is answered"),
      RECOMMENDATION_ANSWERED: t("Recommended work is approved, declined or asked about"),
      INVOICE_ISSUED: t("An invoice is issued"),
      INVOICE_REMINDER: t("An invoice still awaits approval"),
      INVOICE_OVERDUE: t("An invoice is overdue"),
      INVOICE_APPROVED: t("An invoice is approved"),
      INVOICE_DECLINED: t("An invoice is declined"),
      INVOICE_HELD: t("An invoice is put on hold"),
      INVOICE_RELEASED: t("An invoice is no longer on hold"),
      INVOICE_PAID: t("A payment is received"),
      INVOICE_PAYMENT_REVERSED: t("A payment is taken back"),
      INVOICE_CREDITED: t("A credit note is issued"),
      INVOICE_NEEDS_APPROVER: t("Nobody can approve an invoice"),
      ACCESS_REQUESTED: t("A customer asks for access"),
      CUSTOMER_CHANGED: t("A customer changes their details"),
      MAIL_RECEIVED: t("An e-mail waits for somebody"),
      SMS_RECEIVED: t("A text message waits for somebody"),
      WEBHOOK_PAUSED: t("A webhook is paused"),
      API_KEY_ENDS: t("An API key is about to end"),
      DOCUMENT_EXPIRES: t("A document of a property is about to expire"),
      TENANCY_CHANGED: t("A tenancy begins, ends or changes"),
      LISTING_STATUS_CHANGED: t("A property on the market has another status"),
      LISTING_MATCHED: t("A property comes on the market that fits what is looked for"),
      ENQUIRY_OPENED: t("Somebody asks about a property on the market"),
      VIEWING_REQUESTED: t("A viewing is asked for"),
      VIEWING_CHANGED: t("A viewing is confirmed, moved or cancelled"),
      VIEWING_REMINDER: t("A viewing takes place soon"),
      FEEDBACK_RELEASED: t("There is feedback on a viewing"),
      OFFER_CHANGED: t("An offer is made, changed or answered"),
      OFFER_ANSWERED: t("Your offer is answered"),
    },
    kind,
  );
