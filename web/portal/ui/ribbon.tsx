// How far something is: its steps in a row, which a phone shows one below the other.
import type { ReactNode } from "react";
import type { Enum } from "../api/graphql.ts";
import { dayOf } from "../words/formats.ts";
import { t } from "../words/words.ts";

interface Props {
  steps: { status: string; state: Enum<"StepState">; reachedAt: string | null }[];
  /** The name of a status. */
  nameOf: (status: string) => string;
}

export function Ribbon({ steps, nameOf }: Props): ReactNode {
  return (
    <ol className="ribbon" aria-label={t("Progress")}>
      {steps
        .filter(({ state }) => state !== "SKIPPED")
        .map(({ status, state, reachedAt }) => (
          <li key={status} className={state.toLowerCase()} aria-current={state === "CURRENT" ? "step" : undefined}>
            <span className="ribbon-name">{nameOf(status)}</span>
            {reachedAt && <span className="ribbon-day">{dayOf(reachedAt)}</span>}
          </li>
        ))}
    </ol>
  );
}
