// Figures of everything that was asked for, above the charts.
import type { ReactNode } from "react";
import { t } from "../../words/words.ts";

export function Tiles({ of }: { of: [name: string, figure: ReactNode][] }): ReactNode {
  return (
    <ul className="tiles">
      {of.map(([name, figure]) => (
        <li key={name} className="tile">
          <strong>{figure}</strong>
          {name}
        </li>
      ))}
    </ul>
  );
}

export const MayBeMore = (): ReactNode => (
  <p className="notice">
    {t("There are more groups than are shown here. Choose a shorter period or something else to group by.")}
  </p>
);
