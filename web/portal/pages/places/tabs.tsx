// Between the assets and the sites; the chosen company stays chosen.
import type { ReactNode } from "react";
import { NavLink, useSearchParams } from "react-router";
import { t } from "../../words/words.ts";

export function Tabs(): ReactNode {
  const [asked] = useSearchParams();
  const company = asked.get("company");
  const search = company ? `?company=${encodeURIComponent(company)}` : "";
  return (
    <nav className="tabs" aria-label={t("Assets and sites")}>
      <NavLink to={`/assets${search}`}>{t("Assets")}</NavLink>
      <NavLink to={`/sites${search}`}>{t("Sites")}</NavLink>
    </nav>
  );
}
