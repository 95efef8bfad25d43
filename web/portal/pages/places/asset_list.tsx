// The assets: searched and filtered by the address.
import type { ReactNode } from "react";
import { Link, useSearchParams } from "react-router";
import { graphql } from "../../api/graphql.ts";
import { Empty, Heading } from "../../ui/bits.tsx";
import { CompanyChoice, useChosenCompany } from "../../ui/company.tsx";
import { Endless } from "../../ui/endless.tsx";
import { Search } from "../../ui/search.tsx";
import { t } from "../../words/words.ts";
import { AssetRows } from "./asset_rows.tsx";
import { ASSET_ROW } from "./rows.ts";
import { Tabs } from "./tabs.tsx";

const ASSETS = graphql(
  `
    query Assets($where: AssetWhere, $search: String, $after: String) {
      assets(where: $where, search: $search, first: 20, after: $after) {
        nodes {
          ...AssetRow
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  `,
  [ASSET_ROW],
);

export function AssetList(): ReactNode {
  const [asked] = useSearchParams();
  const where = useChosenCompany();
  const search = asked.get("search");
  return (
    <>
      <Heading title={t("Assets")}>{t("Assets")}</Heading>
      <Tabs />
      <div className="tools">
        <Search label={t("Search in assets")} />
        <CompanyChoice />
      </div>
      <div className="list">
        <Endless
          key={asked.toString()}
          query={ASSETS}
          variables={{ where, search }}
          pageOf={(data) => data.assets}
          rows={(assets) => <AssetRows assets={assets} />}
          empty={
            search || where ? (
              <Empty title={t("Nothing found")}>
                <p>
                  <Link to="/assets">{t("Show all assets")}</Link>
                </p>
              </Empty>
            ) : (
              <Empty title={t("No assets yet")}>
                <p>{t("What you send us an order for is listed here, with everything that was done.")}</p>
              </Empty>
            )
          }
        />
      </div>
    </>
  );
}
