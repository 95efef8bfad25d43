// The numbers of a chart, and others of the same groups, one row for each group.
import type { ReactNode } from "react";
import { t } from "../../words/words.ts";

interface Props {
  title: string;
  /** The names of the columns; the first ones, as many as `names`, say which group it is. */
  columns: string[];
  names: number;
  rows: string[][];
}

export function Table({ title, columns, names, rows }: Props): ReactNode {
  return (
    <details className="folded">
      <summary>{t("As a table")}</summary>
      {/* Wider than a phone, it is moved sideways, also by keys. */}
      <div className="sideways" role="region" aria-label={title} tabIndex={0}>
        <table className="lines">
          <thead>
            <tr>
              {columns.map((column, index) => (
                <th key={column} scope="col" className={index < names ? "" : "number"}>
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((cells) => (
              <tr key={cells.slice(0, names).join(" ")}>
                {cells.map((cell, index) =>
                  index < names ? (
                    <th key={columns[index]} scope="row">
                      {cell}
                    </th>
                  ) : (
                    <td key={columns[index]} className="number">
                      {cell}
                    </td>
                  ),
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
