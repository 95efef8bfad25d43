// What the reader is looking for: they are told of listings that fit.
import type { ReactNode } from "react";
import { graphql } from "../../api/graphql.ts";
import { useReading } from "../../api/reading.ts";
import { Opens } from "../../ui/changes/change.tsx";
import { Empty, Heading } from "../../ui/bits.tsx";
import { Endless } from "../../ui/endless.tsx";
import { t } from "../../words/words.ts";
import { Tabs } from "../places/tabs.tsx";
import { RequirementCards } from "./requirement_cards.tsx";
import { NewRequirement, REQUIREMENT } from "./requirement_form.tsx";

export const REQUIREMENTS = graphql(
  `
    query Requirements($where: RequirementWhere, $after: String) {
      requirements(where: $where, first: 20, after: $after) {
        nodes {
          ...Requirement
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  `,
  [REQUIREMENT],
);

export function RequirementPage(): ReactNode {
  const known = useReading(REQUIREMENTS, {}).data?.requirements?.nodes ?? [];
  const currency = known.flatMap(({ minPrice, maxPrice }) => [maxPrice?.currency, minPrice?.currency]).find(Boolean);
  return (
    <>
      <div className="heading-with">
        <Heading title={t("What I am looking for")}>{t("What I am looking for")}</Heading>
        <Opens label={t("New search")} isMain>
          {(close) => <NewRequirement currency={currency} close={close} />}
        </Opens>
      </div>
      <Tabs />
      <div className="list padded">
        <h2 className="unseen">{t("Searches")}</h2>
        <Endless
          query={REQUIREMENTS}
          variables={{}}
          pageOf={(data) => data.requirements}
          rows={(requirements) => <RequirementCards of={requirements} />}
          empty={
            <Empty title={t("You are not looking for anything yet")}>
              <p>
                {t(
                  "Say what you want to buy or to rent, and we tell you when something that fits comes on the market.",
                )}
              </p>
            </Empty>
          }
        />
      </div>
    </>
  );
}
