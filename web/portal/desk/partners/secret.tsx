// A secret that is shown once: a form in a dialog makes it, and the dialog then shows it.
import { useState, type ReactNode } from "react";
import type { Action, Fault } from "../../api/action.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { Choice } from "../../ui/fields.tsx";
import { t } from "../../words/words.ts";
import { Form } from "../../ui/changes/change.tsx";
import type { Given } from "../../ui/changes/given.ts";

interface Props<Input> {
  title: string;
  about?: string;
  go: string;
  action: Action<Input, { secret: string | null } | null>;
  input: (given: Given) => Input;
  close: () => void;
  children?: ReactNode;
}

export function MakesSecret<Input extends { idempotencyKey?: string | null }>(props: Props<Input>): ReactNode {
  const { title, about, close, children, ...form } = props;
  const [secret, setSecret] = useState<string | null>(null);
  return (
    <Dialog title={title} close={close}>
      {secret === null ? (
        <>
          {about && <p className="hint">{about}</p>}
          <Form
            {...form}
            done={({ secret }) => {
              if (secret === null) close();
              else setSecret(secret);
            }}
            back={close}
          >
            {children}
          </Form>
        </>
      ) : (
        <>
          <p className="hint" role="status">
            {t("Keep this secret now: it is not shown again.")}
          </p>
          <p className="secret">
            <code>{secret}</code>
          </p>
          <div className="buttons">
            <button type="button" className="button go" onClick={() => navigator.clipboard.writeText(secret)}>
              {t("Copy")}
            </button>
            <button type="button" className="button" onClick={close}>
              {t("Close")}
            </button>
          </div>
        </>
      )}
    </Dialog>
  );
}

const DAY = 86_400;

/** For how long the former secret works beside the new one. */
export function Overlap({ faults }: { faults: Fault[] }): ReactNode {
  return (
    <Choice label={t("The former one works")} name="overlapSeconds" defaultValue={DAY} faults={faults}>
      <option value={0}>{t("no longer")}</option>
      <option value={DAY}>{t("for another day")}</option>
      <option value={7 * DAY}>{t("for another week")}</option>
    </Choice>
  );
}
