// The choice of company, for those who belong to several; it is kept in the address.
import type { ReactNode } from "react";
import { useSearchParams } from "react-router";
import { useSession } from "../session/session.tsx";
import { t } from "../words/words.ts";
import { Selected } from "./search.tsx";

/** The companies that the reader belongs to, oldest first. */
export function useCompanies(): { id: string; name: string; code: string }[] {
  const { viewer } = useSession();
  return viewer.memberships.nodes.map(({ customer }) => customer);
}

export function CompanyChoice(): ReactNode {
  const companies = useCompanies();
  if (companies.length < 2) return null;
  return (
    <Selected
      label={t("Company")}
      name="company"
      options={[["", t("All")], ...companies.map(({ code, name }): [string, string] => [code, name])]}
    />
  );
}

/** What lists are filtered by: the chosen company, or null for everything that the reader sees. */
export function useChosenCompany(): { customerId: string[] } | null {
  const companies = useCompanies();
  const [asked] = useSearchParams();
  const chosen = companies.find(({ code }) => code === asked.get("company"));
  return chosen ? { customerId: [chosen.id] } : null;
}
