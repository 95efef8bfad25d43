// The cache: one object for each id, wherever it was read, and what an event or a change makes old.
import {
  cacheExchange,
  type Cache,
  type OptimisticMutationResolver,
  type UpdateResolver,
} from "@urql/exchange-graphcache";
import { graphql } from "./graphql.ts";
import { possibleTypes, withoutId } from "../generated/types.json";

type Named = { __typename?: string; id?: string } | null | undefined;

/** Fields of a row that events about it change, besides what the event itself brings. */
const OF_ORDERS = ["timeline", "attachments", "recommendations", "statusRibbon", "invoices"];
const CHANGES_OF_ROWS = [
  "noteAdd",
  "noteRedact",
  "attachmentAdd",
  "attachmentRemove",
  "ofPropertySet",
  "recommendationRespond",
  "recommendationReply",
  "orderUpdate",
  "orderSubmit",
  "orderCancel",
  "invoiceApprove",
  "invoiceDecline",
  "invoiceHold",
  "invoiceRelease",
  "invoiceHandOver",
];
/** Lists that an event of a type makes old. */
const LISTS: Record<string, string[]> = {
  NotificationCreated: ["notifications"],
  NotificationsRead: ["notifications"],
  AssetEvent: ["assets", "asset"],
  SiteEvent: ["sites", "site"],
  MembershipEvent: ["customers", "customer", "accessRequests"],
  CustomerEvent: ["customers", "customer", "accessRequests"],
  ContactEvent: ["contacts"],
  PortalAccessEvent: ["contacts", "accessRequests", "deliveries"],
  StaffEvent: ["staffMembers"],
  StaffAccessEvent: ["staffMembers"],
  StaffRoleEvent: ["staffRoles", "staffMembers"],
  AccessRequestEvent: ["accessRequests"],
  ApiKeyEvent: ["apiKeys"],
  WebhookEvent: ["webhooks", "webhookDeliveries"],
  TenancyEvent: ["tenancies", "tenancy"],
  PropertyDocumentEvent: ["propertyDocuments"],
  ListingEvent: ["listings", "listing"],
  ViewingEvent: ["viewings"],
  OfferEvent: ["offers", "enquiries"],
  InterestEvent: ["enquiries", "requirements", "listings"],
  PartyEvent: ["sites", "site", "listings", "listing", "viewings", "tenancies"],
};
/** Events of what the overview shows, besides orders and invoices. */
const IN_OVERVIEW = /^(Notification|Tenancy|PropertyDocument|Listing|Viewing|Offer|Interest|Party)/;
const OF_INVOICES = ["history", "holds", "payments", "creditNotes"];

export const cache = (): ReturnType<typeof cacheExchange> =>
  cacheExchange({
    possibleTypes,
    keys: Object.fromEntries(withoutId.map((name) => [name, () => null])),
    optimistic: { notificationsMarkRead: markedReadSoon },
    updates: {
      Subscription: { events },
      Mutation: {
        orderCreate: after("orders"),
        assetCreate: after("assets"),
        accessRequestCreate: after("accessRequests"),
        bulkExportCreate: after("bulkExports"),
        webhookTest: after("webhookDeliveries"),
        enquiryCreate: after("enquiries", "sites"),
        viewingCreate: after("viewings"),
        requirementCreate: after("requirements", "listings"),
        notificationsMarkRead: markedRead,
        invoicesApprove: after("invoices"),
        sessionRevoke: sessionsChanged,
        passwordChange: sessionsChanged,
        ...Object.fromEntries(CHANGES_OF_ROWS.map((name) => [name, rowChanged])),
      },
    },
  });

const READ_AT = graphql(`
  fragment ReadAt on Notification {
    id
    readAt
  }
`);
/** Shown at once, and taken back where the server does not do it; the count comes with the answer. */
const markedReadSoon: OptimisticMutationResolver = () => ({
  __typename: "NotificationsMarkReadPayload",
  unreadCount: 0,
  userErrors: [],
});

const markedRead: UpdateResolver = (_, { input }, cache, { optimistic }) => {
  if (optimistic) {
    for (const id of (input as { ids?: string[] }).ids ?? []) {
      cache.writeFragment(READ_AT, { id, readAt: new Date().toISOString() });
    }
  } else {
    forget(cache, "Query", ["notifications"]);
    overviewChanged(cache);
  }
};

const sessionsChanged: UpdateResolver = (_, __, cache) => {
  const viewer = cache.resolve("Query", "viewer");
  if (typeof viewer === "string") forget(cache, viewer, ["sessions"]);
};

const events: UpdateResolver = ({ events: event }, _, cache) => {
  const { __typename, order, invoice, ...others } = event as { __typename: string; order?: Named; invoice?: Named };
  if (order) orderChanged(cache, order);
  else if (invoice) invoiceChanged(cache, invoice);
  else {
    forget(cache, "Query", LISTS[__typename] ?? []);
    if (IN_OVERVIEW.test(__typename)) overviewChanged(cache);
    for (const subject of Object.values<Named>(others)) {
      if (subject?.id) cache.invalidate(subject as { __typename: string });
    }
  }
};

function orderChanged(cache: Cache, order: Named): void {
  const key = cache.keyOfEntity(order as { __typename: string });
  forget(cache, key, OF_ORDERS);
  listsAroundChanged(cache, key);
  forget(cache, "Query", ["orders", "recommendations"]);
  overviewChanged(cache);
}

function invoiceChanged(cache: Cache, invoice: Named): void {
  const key = cache.keyOfEntity(invoice as { __typename: string });
  forget(cache, key, OF_INVOICES);
  listsAroundChanged(cache, key);
  forget(cache, "Query", ["invoices"]);
  overviewChanged(cache);
}

/** The lists of the customer and of the order that a row belongs to. */
function listsAroundChanged(cache: Cache, key: string | null): void {
  for (const name of ["customer", "order"]) {
    const owner = cache.resolve(key, name);
    if (typeof owner === "string") forget(cache, owner, ["orders", "invoices"]);
  }
}

/** The overview is read again, where it is shown. */
function overviewChanged(cache: Cache): void {
  const viewer = cache.resolve("Query", "viewer");
  const overview = typeof viewer === "string" ? cache.resolve(viewer, "overview") : null;
  if (typeof overview === "string") cache.invalidate(overview);
}

/** What was read of these fields of an object, with whatever arguments, is read again where it is shown. */
function forget(cache: Cache, entity: string | null, names: string[]): void {
  if (entity === null) return;
  for (const { fieldName, arguments: given } of cache.inspectFields(entity)) {
    if (names.includes(fieldName)) cache.invalidate(entity, fieldName, given);
  }
}

function after(...lists: string[]): UpdateResolver {
  return (_, __, cache) => {
    forget(cache, "Query", lists);
    overviewChanged(cache);
  };
}

/** A change whose payload has the order or the invoice that it was of. */
const rowChanged: UpdateResolver = (result, _, cache) => {
  const [payload] = Object.values(result) as { order?: Named; invoice?: Named }[];
  if (payload?.order) orderChanged(cache, payload.order);
  if (payload?.invoice) invoiceChanged(cache, payload.invoice);
};
