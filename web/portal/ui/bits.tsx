// Small pieces that pages are made of.
import { useEffect, useId, type ReactNode } from "react";
import { Link } from "react-router";
import { ago, fullMoment, moment } from "../words/formats.ts";
import { t } from "../words/words.ts";

/** The title of the window. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · ${document.documentElement.dataset["operator"] ?? ""}`;
  }, [title]);
}

/** The title of the window, and the heading that has the focus when the page opens. */
export function Heading({
  children,
  above,
  title,
}: {
  children: ReactNode;
  above?: ReactNode;
  title: string;
}): ReactNode {
  useTitle(title);
  return (
    <header className="heading">
      {above && <div className="above">{above}</div>}
      <h1 id="heading" tabIndex={-1}>
        {children}
      </h1>
    </header>
  );
}

/** A moment; the whole of it, with its zone, when it is pointed at. */
export function Moment({ at, relative = false }: { at: string; relative?: boolean }): ReactNode {
  return (
    <time dateTime={at} title={fullMoment(at)}>
      {relative ? ago(at) : moment(at)}
    </time>
  );
}

export type Tone = "calm" | "busy" | "good" | "warn" | "bad";

/** A status in a word, with a colour that says nothing else. */
export function Chip({ tone, children }: { tone: Tone; children: ReactNode }): ReactNode {
  return <span className={`chip ${tone}`}>{children}</span>;
}

/** A part of a page with its own heading. */
export function Section(props: {
  title: string;
  aside?: ReactNode;
  children: ReactNode;
  className?: string;
}): ReactNode {
  const id = useId();
  return (
    <section className={`section ${props.className ?? ""}`} aria-labelledby={id}>
      <div className="section-head">
        <h2 id={id}>{props.title}</h2>
        {props.aside}
      </div>
      {props.children}
    </section>
  );
}

/** In place of a list that is empty: what will be here, and what can be done. */
export function Empty({ title, children }: { title: string; children?: ReactNode }): ReactNode {
  return (
    <div className="empty">
      <p className="empty-title">{title}</p>
      {children}
    </div>
  );
}

/** Something went wrong; said at once to those who listen. */
export function Problem({ children }: { children: ReactNode }): ReactNode {
  return children ? (
    <p className="problem" role="alert">
      {children}
    </p>
  ) : null;
}

/** Grey lines where something is about to be. */
export function Loading({ lines = 3 }: { lines?: number }): ReactNode {
  return (
    <div className="loading" role="status" aria-label={t("Loading …")}>
      {Array.from({ length: lines }, (_, index) => (
        <div key={index} className="bone" />
      ))}
    </div>
  );
}

/** Facts with their names, such as “Site: 12 Quay Street”; those that are not known are left out. */
export function Facts({ of }: { of: [name: string, fact: ReactNode][] }): ReactNode {
  return (
    <dl className="facts">
      {of
        .filter(([, fact]) => fact !== null && fact !== undefined && fact !== "")
        .map(([name, fact]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{fact}</dd>
          </div>
        ))}
    </dl>
  );
}

export function Back({ to, children }: { to: string; children: ReactNode }): ReactNode {
  return (
    <Link className="back" to={to}>
      ← {children}
    </Link>
  );
}
