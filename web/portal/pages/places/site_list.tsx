// The sites: searched and filtered by the address.
import type { ReactNode } from "react";
import { Link, useSearchParams } from "react-router";
import { graphql } from "../../api/graphql.ts";
import { Empty, Heading } from "../../ui/bits.tsx";
import { CompanyChoice, useChosenCompany, useCompanies } from "../../ui/company.tsx";
import { Endless } from "../../ui/endless.tsx";
import { Search } from "../../ui/search.tsx";
import { t } from "../../words/words.ts";
import { inOneLine, SITE_ROW, sitePath, type SiteRow } from "./rows.ts";
import { Tabs } from "./tabs.tsx";

const SITES = graphql(
  `
    query Sites($where: SiteWhere, $search: String, $after: String) {
      sites(where: $where, search: $search, first: 20, after: $after) {
        nodes {
          ...SiteRow
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  `,
  [SITE_ROW],
);

export function SiteList(): ReactNode {
  const [asked] = useSearchParams();
  const where = useChosenCompany();
  const search = asked.get("search");
  return (
    <>
      <Heading title={t("Sites")}>{t("Sites")}</Heading>
      <Tabs />
      <div className="tools">
        <Search label={t("Search in sites")} />
        <CompanyChoice />
      </div>
      <div className="list">
        <Endless
          key={asked.toString()}
          query={SITES}
          variables={{ where, search }}
          pageOf={(data) => data.sites}
          rows={(sites) => <Rows sites={sites} />}
          empty={
            search || where ? (
              <Empty title={t("Nothing found")}>
                <p>
                  <Link to="/sites">{t("Show all sites")}</Link>
                </p>
              </Empty>
            ) : (
              <Empty title={t("No sites yet")} />
            )
          }
        />
      </div>
    </>
  );
}

function Rows({ sites }: { sites: SiteRow[] }): ReactNode {
  const isOfSeveral = useCompanies().length > 1;
  return (
    <ul className="rows">
      {sites.map((site) => (
        <li key={site.id}>
          <Link className="row" to={sitePath(site)}>
            <span className="row-main">
              <span className="row-title">{site.name}</span>
              <span className="row-more">{inOneLine(site.address)}</span>
            </span>
            {isOfSeveral && <span className="row-side row-more">{site.customer?.name}</span>}
          </Link>
        </li>
      ))}
    </ul>
  );
}
