// All tenancies: searched and filtered by the address.
import type { ReactNode } from "react";
import { Link, useSearchParams } from "react-router";
import { graphql, type Enum } from "../../api/graphql.ts";
import { TENANCY_ROW, type TenancyRow } from "../../pages/property/rows.ts";
import { daysOf, isOwed, rentOf, TenancyState } from "../../pages/property/tenancy.tsx";
import { Chip, Empty, Heading } from "../../ui/bits.tsx";
import { Endless } from "../../ui/endless.tsx";
import { Search, Selected } from "../../ui/search.tsx";
import { money } from "../../words/formats.ts";
import { tenancyStates } from "../../words/property.ts";
import { t } from "../../words/words.ts";
import { Row } from "../ui/rows.tsx";
import { tenancyPath } from "./tenancy.ts";

const TENANCIES = graphql(
  `
    query DeskTenancies($where: TenancyWhere, $search: String, $after: String) {
      tenancies(where: $where, search: $search, first: 25, after: $after) {
        nodes {
          ...TenancyRow
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  `,
  [TENANCY_ROW],
);

export function TenancyList(): ReactNode {
  const [asked] = useSearchParams();
  const state = asked.get("state");
  return (
    <>
      <Heading title={t("Tenancies")}>{t("Tenancies")}</Heading>
      <div className="tools">
        <Search label={t("Search in tenancies")} />
        <Selected label={t("State")} name="state" options={[["", t("All")], ...Object.entries(tenancyStates())]} />
      </div>
      <div className="list">
        <Endless
          key={asked.toString()}
          query={TENANCIES}
          variables={{
            where: state ? { state: [state as Enum<"TenancyState">] } : null,
            search: asked.get("search"),
          }}
          pageOf={(data) => data.tenancies}
          rows={(tenancies) => <TenancyRows tenancies={tenancies} />}
          empty={
            <Empty title={t("Nothing found")}>
              <p>{t("A tenancy is proposed on the page of its property.")}</p>
              <Link className="button" to="/sites">
                {t("Properties and sites")}
              </Link>
            </Empty>
          }
        />
      </div>
    </>
  );
}

export function TenancyRows({ tenancies }: { tenancies: TenancyRow[] }): ReactNode {
  return (
    <ul className="rows">
      {tenancies.map((tenancy) => (
        <Row
          key={tenancy.id}
          to={tenancyPath(tenancy)}
          title={tenancy.site?.name ?? t("Tenancy")}
          more={[tenancy.tenants.map(({ name }) => name).join(", "), daysOf(tenancy), rentOf(tenancy)]}
        >
          {isOwed(tenancy.arrears) && (
            <Chip tone="bad">{t("{amount} overdue", { amount: money(tenancy.arrears) })}</Chip>
          )}
          <TenancyState tenancy={tenancy} />
        </Row>
      ))}
    </ul>
  );
}
