// What people read for the values of the contract that are about properties.
import type { Tone } from "../ui/bits.tsx";
import { t } from "./words.ts";

export const listingKinds = (): Record<string, string> => ({ FOR_SALE: t("For sale"), TO_LET: t("To let") });

export const listingStatuses = (): Record<string, string> => ({
  PREPARING: t("In preparation"),
  ON_THE_MARKET: t("On the market"),
  UNDER_OFFER: t("Under offer"),
  SOLD_SUBJECT_TO_CONTRACT: t("Sold, subject to contract"),
  EXCHANGED: t("Contracts exchanged"),
  COMPLETED: t("Completed"),
  LET_AGREED: t("Let agreed"),
  LET: t("Let"),
  WITHDRAWN: t("Withdrawn"),
});

export const LISTING_TONES: Record<string, Tone> = {
  PREPARING: "warn",
  ON_THE_MARKET: "busy",
  UNDER_OFFER: "busy",
  SOLD_SUBJECT_TO_CONTRACT: "good",
  EXCHANGED: "good",
  COMPLETED: "good",
  LET_AGREED: "good",
  LET: "good",
};

export const priceQualifiers = (): Record<string, string> => ({
  ASKING_PRICE: t("Asking price"),
  GUIDE_PRICE: t("Guide price"),
  OFFERS_OVER: t("Offers over"),
  OFFERS_IN_REGION_OF: t("Offers in the region of"),
  FIXED_PRICE: t("Fixed price"),
  PER_WEEK: t("Rent per week"),
  PER_MONTH: t("Rent per month"),
  PER_YEAR: t("Rent per year"),
  PRICE_ON_APPLICATION: t("Price on application"),
});

export const viewingStatuses = (): Record<string, string> => ({
  REQUESTED: t("Asked for"),
  CONFIRMED: t("Confirmed"),
  CANCELLED: t("Cancelled"),
  DONE: t("Done"),
});

export const VIEWING_TONES: Record<string, Tone> = { REQUESTED: "warn", CONFIRMED: "busy", DONE: "good" };

export const interests = (): Record<string, string> => ({
  INTERESTED: t("Interested"),
  UNDECIDED: t("Undecided"),
  NOT_INTERESTED: t("Not interested"),
});

export const tenancyStates = (): Record<string, string> => ({
  PROPOSED: t("Proposed"),
  ACTIVE: t("Agreed"),
  NOTICE_GIVEN: t("Notice given"),
  ENDED: t("Ended"),
});

export const TENANCY_TONES: Record<string, Tone> = { PROPOSED: "warn", ACTIVE: "good", NOTICE_GIVEN: "warn" };

export const rentPeriods = (): Record<string, string> => ({
  WEEKLY: t("each week"),
  FORTNIGHTLY: t("every two weeks"),
  FOUR_WEEKLY: t("every four weeks"),
  MONTHLY: t("each month"),
  QUARTERLY: t("every three months"),
  HALF_YEARLY: t("every six months"),
  YEARLY: t("each year"),
});

export const noticeSides = (): Record<string, string> => ({ LANDLORD: t("Landlord"), TENANT: t("Tenant") });

export const documentKinds = (): Record<string, string> => ({
  GAS_SAFETY: t("Gas safety"),
  ELECTRICAL: t("Electrical safety"),
  ENERGY: t("Energy certificate"),
  FIRE_SAFETY: t("Fire safety"),
  INVENTORY: t("Inventory"),
  CONTRACT: t("Contract"),
  OTHER: t("Other"),
});

export const offerStatuses = (): Record<string, string> => ({
  MADE: t("Made"),
  ACCEPTED: t("Accepted"),
  DECLINED: t("Declined"),
  WITHDRAWN: t("Withdrawn"),
});

export const OFFER_TONES: Record<string, Tone> = { MADE: "busy", ACCEPTED: "good", DECLINED: "bad" };

export const buyerPositions = (): Record<string, string> => ({
  CASH_BUYER: t("Cash buyer"),
  CHAIN_FREE: t("Chain free"),
  MORTGAGE_AGREED: t("Mortgage agreed"),
  PROPERTY_TO_SELL: t("Property to sell"),
  PROPERTY_UNDER_OFFER: t("Property under offer"),
  OTHER: t("Other"),
});
