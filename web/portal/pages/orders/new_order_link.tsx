// The way to a new order, for those who may open one.
import type { ReactNode } from "react";
import { Link } from "react-router";
import { useSession } from "../../session/session.tsx";
import { t } from "../../words/words.ts";

export function NewOrderLink(): ReactNode {
  const { viewer } = useSession();
  const isMember = viewer.memberships.nodes.some(({ rights }) => rights.includes("ORDERS"));
  if (!isMember && viewer.parties.nodes.length === 0) return null;
  return (
    <Link className="button go" to="/orders/new">
      {t("New order")}
    </Link>
  );
}
