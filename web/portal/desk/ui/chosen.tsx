// Rows of a list that are chosen, to do the same with all of them.
import { useState, type ReactNode } from "react";
import { t } from "../../words/words.ts";

export interface Chosen<Row> {
  /** As they were when they were chosen, so that nothing is changed that has become something else since. */
  rows: Row[];
  toggle: (row: Row) => void;
  clear: () => void;
}

export function useChosen<Row extends { id: string }>(): Chosen<Row> {
  const [rows, setRows] = useState<Row[]>([]);
  return {
    rows,
    toggle(row) {
      setRows((before) =>
        before.some(({ id }) => id === row.id) ? before.filter(({ id }) => id !== row.id) : [...before, row],
      );
    },
    clear() {
      setRows([]);
    },
  };
}

/** The box before a row. */
export function Choose<Row extends { id: string }>(props: { row: Row; name: string; of: Chosen<Row> }): ReactNode {
  const { row, name, of } = props;
  return (
    <input
      type="checkbox"
      aria-label={t("Choose {name}", { name })}
      checked={of.rows.some(({ id }) => id === row.id)}
      onChange={() => {
        of.toggle(row);
      }}
    />
  );
}

/** Below the list, as long as something is chosen: what can be done with it. */
export function ForChosen<Row>({ of, children }: { of: Chosen<Row>; children: ReactNode }): ReactNode {
  if (of.rows.length === 0) return null;
  return (
    <div className="buttons together">
      {children}
      <button type="button" className="button" onClick={of.clear}>
        {t("Choose nothing")}
      </button>
    </div>
  );
}
