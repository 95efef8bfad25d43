// What to be aware of after a change, on the page: the form that made it is gone by then.
import type { ReactNode } from "react";
import { useWarnings, warn } from "../api/warnings.ts";
import { t } from "../words/words.ts";

export function Warnings(): ReactNode {
  const warnings = useWarnings();
  return (
    <div role="status">
      {warnings.length > 0 && (
        <div className="warnings">
          <div>
            {warnings.map((sentence) => (
              <p key={sentence}>{sentence}</p>
            ))}
          </div>
          <button
            type="button"
            className="remove"
            aria-label={t("Close")}
            onClick={() => {
              warn([]);
            }}
          >
            ×
          </button>
        </div>
      )}
    </div>
  );
}
