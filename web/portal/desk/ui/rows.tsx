// Rows of the desk's lists.
import type { ReactNode } from "react";
import { Link } from "react-router";

interface Props {
  to: string;
  title: ReactNode;
  /** Facts in a line below; those that are not known are left out. */
  more?: (string | null | undefined | false)[];
  /** In front of the row, such as a box to tick. */
  before?: ReactNode;
  /** At the end of the row. */
  children?: ReactNode;
}

export function Row({ to, title, more = [], before, children }: Props): ReactNode {
  return (
    <li className={before ? "with-tick" : undefined}>
      {before}
      <Link className="row" to={to}>
        <span className="row-main">
          <span className="row-title">{title}</span>
          <span className="row-more">{more.filter(Boolean).join(" · ")}</span>
        </span>
        <span className="row-side">{children}</span>
      </Link>
    </li>
  );
}
