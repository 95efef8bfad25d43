// Between the lists of things and places; the chosen company stays chosen.
import type { ReactNode } from "react";
import { NavLink, useLocation, useSearchParams } from "react-router";
import { useSession } from "../../session/session.tsx";
import { t } from "../../words/words.ts";

export function Tabs(): ReactNode {
  const { viewer } = useSession();
  const { pathname } = useLocation();
  const [asked] = useSearchParams();
  const company = asked.get("company");
  const search = company ? `?company=${encodeURIComponent(company)}` : "";
  const isMember = viewer.memberships.nodes.length > 0;
  const followsProperty = !isMember || viewer.parties.nodes.length > 0 || !/^.(assets|sites)/.test(pathname);
  return (
    <nav className="tabs" aria-label={t("Assets and sites")}>
      {(isMember || viewer.parties.nodes.length > 0) && <NavLink to={`/assets${search}`}>{t("Assets")}</NavLink>}
      <NavLink to={`/sites${search}`}>{t("Sites")}</NavLink>
      {followsProperty && (
        <>
          <NavLink to="/listings">{t("On the market")}</NavLink>
          <NavLink to="/viewings">{t("Viewings")}</NavLink>
          <NavLink to="/requirements">{t("Searches")}</NavLink>
        </>
      )}
    </nav>
  );
}
