// The way to a new order, for those who may open one.
import type { ReactNode } from "react";
import { Link } from "react-router";
import { useSession } from "../../session/session.tsx";
import { t } from "../../words/words.ts";

interface Props {
  /** What the order is of, as far as the page knows. */
  asset?: string | undefined;
  site?: string | undefined;
  company?: string | undefined;
}

export function NewOrderLink(of: Props): ReactNode {
  const { viewer } = useSession();
  const isMember = viewer.memberships.nodes.some(({ rights }) => rights.includes("ORDERS"));
  if (!isMember && viewer.parties.nodes.length === 0) return null;
  const known = Object.entries(of).filter(([, value]) => value !== undefined) as [string, string][];
  return (
    <Link className="button go" to={`/orders/new?${new URLSearchParams(known)}`}>
      {t("New order")}
    </Link>
  );
}
