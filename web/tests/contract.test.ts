// What the portal asks of the contract, and what it says of its values.
import { readFileSync, readdirSync } from "node:fs";
import { buildSchema, isEnumType, isObjectType, type GraphQLSchema } from "graphql";
import { describe, expect, test } from "vitest";
import * as desk from "../portal/desk/names.ts";
import * as names from "../portal/words/names.ts";
import * as property from "../portal/words/property.ts";
import * as people from "../portal/words/people.ts";

const PORTAL = new URL("../portal/", import.meta.url);
const schema: GraphQLSchema = buildSchema(readFileSync(new URL("../../schema.graphql", import.meta.url), "utf8"));
const files = readdirSync(PORTAL, { recursive: true, encoding: "utf8" }).filter((file) => /\.tsx?$/.test(file));
const documents = files.flatMap((file) => {
  const code = readFileSync(new URL(file, PORTAL), "utf8");
  return [...code.matchAll(/^ +(mutation [^`]*)`/gm)].map(([, text]) => ({ file, text: text! }));
});

test.each(documents)("a change in $file shows the warnings that it may give", ({ text }) => {
  const field = /\{\s+(\w+)\(input/.exec(text)?.[1] ?? "";
  const payload = schema.getMutationType()!.getFields()[field]!.type.toString().replace("!", "");
  const type = schema.getType(payload);
  const mayWarn = isObjectType(type) && "warnings" in type.getFields();
  expect(/\bwarnings \{/.test(text)).toBe(mayWarn);
});

const of =
  (known: Record<string, string>) =>
  (value: string): string =>
    known[value] ?? value;

describe("every value has a name:", () => {
  test.each<[name: string, say: (value: string) => string, besides?: string[]]>([
    ["OrderStatus", names.orderStatus],
    ["OrderKind", names.orderKind],
    ["OrderPriority", names.priority],
    ["PaymentStatus", names.paymentStatus],
    ["ApprovalStatus", names.approvalStatus],
    ["RecommendationStatus", names.recommendationStatus],
    ["NotificationKind", names.notificationKind],
    ["ListingKind", of(property.listingKinds())],
    ["ListingStatus", of(property.listingStatuses())],
    ["PriceQualifier", of(property.priceQualifiers())],
    ["ViewingStatus", of(property.viewingStatuses())],
    ["ViewingInterest", of(property.interests())],
    ["OfferStatus", of(property.offerStatuses())],
    ["BuyerPosition", of(property.buyerPositions())],
    ["TenancyState", of(property.tenancyStates())],
    ["RentPeriod", of(property.rentPeriods())],
    ["NoticeSide", of(property.noticeSides())],
    ["DocumentKind", of(property.documentKinds())],
    ["MembershipRole", people.membershipRole],
    ["MembershipRight", people.membershipRight],
    ["AccessRequestStatus", people.requestStatus],
    ["PortalAccessStatus", of(desk.accessStatuses())],
    ["PortalActivityKind", desk.accessActivity],
    ["PartyRole", of(desk.partyRoles())],
    ["EnquirySource", of(desk.enquirySources())],
    ["ListingFileKind", of(desk.listingFileKinds())],
    ["ApprovalMode", of(desk.approvalModes())],
    ["PaymentMethod", of(desk.paymentMethods())],
    ["LineKind", of(desk.lineKinds())],
    ["SiteKind", of(desk.siteKinds())],
    ["Permission", of(desk.permissions())],
    ["ApiKeyScope", of(desk.scopes())],
    ["ApiKeyStatus", of(desk.keyStatuses())],
    ["WebhookStatus", of(desk.webhookStatuses())],
    ["WebhookDeliveryStatus", of(desk.postStatuses())],
    ["DeliveryStatus", of(desk.deliveryStatuses())],
    ["BulkExportContent", of(desk.exportContents())],
    ["BulkExportStatus", of(desk.exportStatuses())],
    ["InboundMailOutcome", desk.mailOutcome],
    ["SmsOutcome", desk.smsOutcome],
  ])("%s", (name, say) => {
    const type = schema.getType(name);
    expect(isEnumType(type), name).toBe(true);
    const values = isEnumType(type) ? type.getValues().map((value) => value.name) : [];
    expect(values.filter((value) => say(value) === value)).toEqual([]);
  });
});
