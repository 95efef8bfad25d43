// Where staff can go, each place with the permissions of which one opens it; those without any are open to all staff.
import type { Enum } from "../api/graphql.ts";
import { useSession } from "../session/session.tsx";
import { t } from "../words/words.ts";

export type Permission = Enum<"Permission">;

interface Place {
  to: string;
  name: string;
  needs?: readonly Permission[];
}

export const NEEDS = {
  accessRequests: ["MANAGE_PORTAL_ACCESS"],
  mails: ["MANAGE_ORDERS", "MANAGE_INVOICES", "MANAGE_PORTAL_ACCESS", "VIEW_AUDIT"],
  texts: ["MANAGE_INVOICES", "VIEW_AUDIT"],
  deliveries: ["MANAGE_PORTAL_ACCESS", "VIEW_AUDIT"],
  staff: ["MANAGE_STAFF"],
  partners: ["MANAGE_PARTNERS"],
} as const satisfies Record<string, readonly Permission[]>;

const groups = (): { name: string; places: Place[] }[] => [
  {
    name: t("Work"),
    places: [
      { to: "/", name: t("Overview") },
      { to: "/orders", name: t("Orders") },
      { to: "/board", name: t("Board") },
      { to: "/invoices", name: t("Invoices") },
      { to: "/search", name: t("Search") },
      { to: "/figures", name: t("Figures") },
      { to: "/exports", name: t("Exports") },
    ],
  },
  {
    name: t("People and places"),
    places: [
      { to: "/customers", name: t("Customers") },
      { to: "/contacts", name: t("Contacts") },
      { to: "/sites", name: t("Properties and sites") },
      { to: "/tenancies", name: t("Tenancies") },
      { to: "/listings", name: t("Market") },
      { to: "/access-requests", name: t("Access requests"), needs: NEEDS.accessRequests },
    ],
  },
  {
    name: t("Messages"),
    places: [
      { to: "/inbound-mails", name: t("E-mails received"), needs: NEEDS.mails },
      { to: "/sms-messages", name: t("Text messages received"), needs: NEEDS.texts },
      { to: "/deliveries", name: t("Messages sent"), needs: NEEDS.deliveries },
    ],
  },
  {
    name: t("Set-up"),
    places: [
      { to: "/staff", name: t("Staff and roles"), needs: NEEDS.staff },
      { to: "/keys", name: t("API keys and webhooks"), needs: NEEDS.partners },
    ],
  },
];

/** Whether the reader has one of these permissions. */
export function useMay(): (needs: readonly Permission[]) => boolean {
  const { viewer } = useSession();
  return (needs) => needs.some((permission) => viewer.permissions.includes(permission));
}

/** The places that the reader may open, in groups. */
export function usePlaces(): { name: string; places: Place[] }[] {
  const may = useMay();
  return groups()
    .map(({ name, places }) => ({ name, places: places.filter(({ needs }) => !needs || may(needs)) }))
    .filter(({ places }) => places.length > 0);
}
