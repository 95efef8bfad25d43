// What staff read for values of the contract that only they see; an unknown value is shown as it is.
import type { Tone } from "../ui/bits.tsx";
import { t } from "../words/words.ts";

const named = (names: Record<string, string>, value: string): string => names[value] ?? value;

export const accessStatus = (status: string): string => accessStatuses()[status] ?? status;

export const accessStatuses = (): Record<string, string> => ({
  ACTIVE: t("Active"),
  INVITED: t("Invited"),
  ENABLED: t("Not invited"),
  DISABLED: t("No access"),
});

export const ACCESS_TONES: Record<string, Tone> = { ACTIVE: "good", INVITED: "busy", ENABLED: "warn" };

export const accessActivity = (kind: string): string =>
  named(
    {
      ACCESS_REVOKED: t("Access revoked"),
      ACTIVATED: t("Activated"),
      CONTACT_ARCHIVED: t("Contact archived"),
      CONTACT_RESTORED: t("Contact restored"),
      EMAIL_CHANGED: t("E-mail address changed"),
      EMAIL_CHANGE_AGREED: t("New e-mail address agreed to"),
      EMAIL_CHANGE_REQUESTED: t("New e-mail address asked for"),
      INVITATION_CANCELLED: t("Invitation cancelled"),
      INVITATION_RESENT: t("Invitation sent again"),
      INVITATION_SENT: t("Invitation sent"),
      LOCKED: t("Locked after wrong passwords"),
      MOBILE_CODE_REQUESTED: t("Code for a mobile number asked for"),
      NOTIFICATION_EMAIL_CHANGED: t("Address for notifications changed"),
      NOTIFICATION_EMAIL_REQUESTED: t("Address for notifications asked for"),
      PASSWORD_CHANGED: t("Password changed"),
      PASSWORD_RESET_REQUESTED: t("Link for a new password asked for"),
      PASSWORD_RESET_STARTED: t("Link for a new password sent"),
      SIGNED_IN: t("Signed in"),
      SIGN_IN_FAILED: t("Wrong password"),
      UNLOCKED: t("Unlocked"),
      USERNAME_ASSIGNED: t("Username given"),
      USERNAME_CHANGED: t("Username changed"),
    },
    kind,
  );

export const membershipRoles = (): Record<string, string> => ({ ADMIN: t("Administrator"), MEMBER: t("Member") });

export const rights = (): Record<string, string> => ({
  ORDERS: t("Orders"),
  RECOMMENDATIONS: t("Answer recommendations"),
  INVOICES: t("See invoices"),
  INVOICE_APPROVAL: t("Approve invoices"),
});

export const partyRoles = (): Record<string, string> => ({
  LANDLORD: t("Landlord"),
  TENANT: t("Tenant"),
  VENDOR: t("Vendor"),
  APPLICANT: t("Applicant"),
});

export const approvalModes = (): Record<string, string> => ({
  REVIEW_AND_APPROVE: t("The customer approves"),
  REVIEW_THEN_AUTO_APPROVE: t("Approved by itself after the review"),
  OPERATOR_APPROVES: t("We approve"),
});

export const paymentMethods = (): Record<string, string> => ({
  BANK_TRANSFER: t("Bank transfer"),
  CARD: t("Card"),
  CASH: t("Cash"),
  CHEQUE: t("Cheque"),
  DIRECT_DEBIT: t("Direct debit"),
  ONLINE: t("Online"),
  OTHER: t("Other"),
});

export const lineKinds = (): Record<string, string> => ({ LABOUR: t("Labour"), PART: t("Part"), OTHER: t("Other") });

export const siteKinds = (): Record<string, string> => ({ PROPERTY: t("Property"), BUSINESS: t("Business") });

export const channels = (): Record<string, string> => ({ EMAIL: t("E-mail"), SMS: t("Text message") });

export const deliveryStatuses = (): Record<string, string> => ({
  QUEUED: t("Waiting"),
  SENT: t("Sent"),
  FAILED: t("Tried again soon"),
  DEAD: t("Refused for good"),
});

export const DELIVERY_TONES: Record<string, Tone> = { QUEUED: "busy", SENT: "good", FAILED: "warn", DEAD: "bad" };

export const mailOutcome = (outcome: string): string =>
  named(
    {
      ACCEPTED: t("Added to the order"),
      ALREADY_HELD: t("The invoice was on hold already"),
      AUTOMATIC: t("Automatic reply"),
      EMPTY: t("Nothing in it"),
      FAILED_AUTHENTICATION: t("Forged sender"),
      HELD: t("Put the invoice on hold"),
      MESSAGE: t("Message about an invoice"),
      NOT_ALLOWED: t("Sender may not do this"),
      REFUSED: t("Refused"),
      TOO_LATE: t("Too late"),
      UNKNOWN_ADDRESS: t("Unknown address"),
      WRONG_SENDER: t("Sent by somebody else"),
    },
    outcome,
  );

export const smsOutcome = (outcome: string): string =>
  named(
    {
      HELD: t("Put the invoice on hold"),
      ALREADY_HELD: t("The invoice was on hold already"),
      TOO_LATE: t("Too late"),
      SENT_TO_PORTAL: t("Sent to the portal"),
      NO_SUCH_INVOICE: t("No such invoice"),
      AMBIGUOUS_INVOICE: t("It is not clear which invoice"),
      NOT_UNDERSTOOD: t("Not understood"),
      HELPED: t("Got help"),
      REACTED: t("Reaction"),
      OPTED_OUT: t("Wants no more texts"),
      OPTED_IN: t("Wants texts again"),
      UNKNOWN_NUMBER: t("Unknown number"),
      UNVERIFIED_NUMBER: t("Number that is not verified"),
    },
    outcome,
  );

export const permissions = (): Record<string, string> => ({
  MANAGE_ORDERS: t("Orders"),
  MANAGE_INVOICES: t("Invoices"),
  MANAGE_CUSTOMERS: t("Customers"),
  MANAGE_CONTACTS: t("Contacts"),
  MANAGE_PROPERTIES: t("Properties and roles"),
  MANAGE_PORTAL_ACCESS: t("Portal access"),
  MANAGE_STAFF: t("Staff and roles"),
  MANAGE_PARTNERS: t("API keys and webhooks"),
  VIEW_AUDIT: t("See what was sent and who signed in"),
});

export const scopes = (): Record<string, string> => ({
  READ_ORDERS: t("Read orders"),
  WRITE_ORDERS: t("Open and change orders"),
  READ_INVOICES: t("Read invoices"),
  DECIDE_INVOICES: t("Decide on invoices"),
  READ_PEOPLE: t("Read people"),
  READ_EVENTS: t("Read events"),
  READ_INTERNAL: t("Read what only staff see"),
  WRITE_INVOICES: t("Draft and issue invoices"),
  WRITE_REFERENCES: t("Give ids of another system"),
});

export const keyStatuses = (): Record<string, string> => ({
  ACTIVE: t("Active"),
  EXPIRED: t("Expired"),
  REVOKED: t("Revoked"),
});

export const webhookStatuses = (): Record<string, string> => ({
  ACTIVE: t("Active"),
  FAILING: t("Failing"),
  PAUSED: t("Paused"),
  STOPPED: t("Stopped"),
});

export const postStatuses = (): Record<string, string> => ({
  WAITING: t("Waiting"),
  DELIVERED: t("Delivered"),
  FAILED: t("Failed"),
});

export const exportContents = (): Record<string, string> => ({
  ORDERS: t("Orders"),
  TIMELINES: t("Timelines of orders"),
  INVOICES: t("Invoices"),
  PEOPLE: t("People"),
  EVENTS: t("Events"),
  TENANCIES: t("Tenancies"),
  RENT_CHARGES: t("Rent that was charged"),
});

export const exportStatuses = (): Record<string, string> => ({
  WAITING: t("Waiting"),
  RUNNING: t("Is being written"),
  DONE: t("Written"),
  FAILED: t("Failed"),
});

export const EXPORT_TONES: Record<string, Tone> = { WAITING: "busy", RUNNING: "busy", DONE: "good", FAILED: "bad" };

export const enquirySources = (): Record<string, string> => ({
  PORTAL: t("Portal"),
  PHONE: t("Telephone"),
  EMAIL: t("E-mail"),
  OFFICE: t("In the office"),
  WEBSITE: t("Website"),
  OTHER: t("Other"),
});

export const listingFileKinds = (): Record<string, string> => ({
  PHOTO: t("Photo"),
  FLOOR_PLAN: t("Floor plan"),
  BROCHURE: t("Brochure"),
});
