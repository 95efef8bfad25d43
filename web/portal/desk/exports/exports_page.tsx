// Everything that the reader sees, as files: what they asked for, how far it is, and the files.
import type { ReactNode } from "react";
import { graphql } from "../../api/graphql.ts";
import { Empty, Heading } from "../../ui/bits.tsx";
import { Endless } from "../../ui/endless.tsx";
import { t } from "../../words/words.ts";
import { Opens } from "../../ui/changes/change.tsx";
import { EXPORT } from "./export.ts";
import { NewExport } from "./new_export.tsx";
import { OneExport } from "./one_export.tsx";

const EXPORTS = graphql(
  `
    query Exports($after: String) {
      bulkExports(first: 20, after: $after) {
        nodes {
          ...Export
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  `,
  [EXPORT],
);

export function ExportsPage(): ReactNode {
  return (
    <>
      <div className="heading-with">
        <Heading title={t("Exports")}>{t("Exports")}</Heading>
        <Opens label={t("New export")} isMain>
          {(close) => <NewExport close={close} />}
        </Opens>
      </div>
      <div className="list padded">
        <Endless
          query={EXPORTS}
          variables={{}}
          pageOf={(data) => data.bulkExports}
          rows={(exports) => exports.map((each) => <OneExport key={each.id} of={each} />)}
          empty={
            <Empty title={t("No exports yet")}>
              <p>{t("Whatever you see, orders and invoices as well as people, can be had as files.")}</p>
            </Empty>
          }
        />
      </div>
    </>
  );
}
