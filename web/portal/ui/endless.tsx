// A list that is read page by page: each page begins where the one before ends, also when that has changed.
import { useState, type ReactNode } from "react";
import type { AnyVariables, TypedDocumentNode } from "urql";
import { useReading } from "../api/reading.ts";
import { t } from "../words/words.ts";
import { Empty } from "./bits.tsx";
import { Loaded } from "./loaded.tsx";

export interface Page<Row> {
  nodes: Row[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}

interface Props<Data, Variables extends AnyVariables, Row> {
  query: TypedDocumentNode<Data, Variables>;
  /** All but `after`. */
  variables: Variables;
  /** The page in what was read; null where the reader may not see the list. */
  pageOf: (data: Data) => Page<Row> | null | undefined;
  /** Shows the rows of a page. */
  rows: (rows: Row[]) => ReactNode;
  /** In place of the first page, if it has no rows. */
  empty: ReactNode;
}

export function Endless<Data, Variables extends AnyVariables, Row>(props: Props<Data, Variables, Row>): ReactNode {
  const [pages, setPages] = useState(1);
  const more = (): void => {
    setPages((before) => before + 1);
  };
  return <OnePage {...props} after={null} left={pages} more={more} />;
}

interface PageProps<Data, Variables extends AnyVariables, Row> extends Props<Data, Variables, Row> {
  after: string | null;
  left: number;
  more: () => void;
}

function OnePage<Data, Variables extends AnyVariables, Row>(props: PageProps<Data, Variables, Row>): ReactNode {
  const { query, variables, pageOf, rows, empty, after, left, more } = props;
  const reading = useReading(query, { ...variables, after });
  return (
    <Loaded reading={reading} lines={6}>
      {(data) => {
        const page = pageOf(data);
        if (!page) return <Empty title={t("Your account does not show this")} />;
        const { nodes, pageInfo } = page;
        return (
          <>
            {nodes.length > 0 ? rows(nodes) : after === null && empty}
            {pageInfo.hasNextPage && left > 1 && <OnePage {...props} after={pageInfo.endCursor} left={left - 1} />}
            {pageInfo.hasNextPage && left === 1 && <More more={more} />}
          </>
        );
      }}
    </Loaded>
  );
}

/** Reads on when the end of the list comes into sight; a button for those who do not scroll. */
function More({ more }: { more: () => void }): ReactNode {
  function watch(button: HTMLButtonElement | null): (() => void) | undefined {
    if (!button) return undefined;
    const observer = new IntersectionObserver(([seen]) => {
      if (seen?.isIntersecting) more();
    });
    observer.observe(button);
    return () => {
      observer.disconnect();
    };
  }
  return (
    <button type="button" className="button wide" ref={watch} onClick={more}>
      {t("Show more")}
    </button>
  );
}
