// One search for everything.
import type { ReactNode } from "react";
import { useSearchParams } from "react-router";
import { useReading } from "../api/reading.ts";
import { Empty, Heading } from "../ui/bits.tsx";
import { Loaded } from "../ui/loaded.tsx";
import { Search } from "../ui/search.tsx";
import { t } from "../words/words.ts";
import { FOUND, nameOf, pathTo } from "./ui/found.ts";
import { Row } from "./ui/rows.tsx";

export function SearchPage(): ReactNode {
  const [asked] = useSearchParams();
  const words = asked.get("search") ?? "";
  return (
    <div className="narrow">
      <Heading title={t("Search")}>{t("Search")}</Heading>
      <div className="tools">
        <Search label={t("Name, number or address")} />
      </div>
      {words && <Results key={words} words={words} />}
    </div>
  );
}

function Results({ words }: { words: string }): ReactNode {
  const reading = useReading(FOUND, {
    query: words,
    types: ["CUSTOMER", "CONTACT", "ORDER", "INVOICE", "CREDIT_NOTE", "SITE", "ASSET"],
  });
  const kinds: Record<string, string> = {
    CUSTOMER: t("Customer"),
    CONTACT: t("Contact"),
    ORDER: t("Order"),
    INVOICE: t("Invoice"),
    CREDIT_NOTE: t("Credit note"),
    SITE: t("Site"),
    ASSET: t("Asset"),
  };
  return (
    <div className="list">
      <Loaded reading={reading}>
        {({ search }) =>
          search && search.length > 0 ? (
            <ul className="rows">
              {search.map(({ node, type }) => (
                <Row key={node.id} to={pathTo(node)} title={nameOf(node)} more={[kinds[type]]} />
              ))}
            </ul>
          ) : (
            <Empty title={t("Nothing found")} />
          )
        }
      </Loaded>
    </div>
  );
}
