// A change that is asked about in a dialog, with words of the person's own.
import { useState, type ReactNode, type SubmitEvent } from "react";
import type { Fault } from "../api/action.ts";
import { t } from "../words/words.ts";
import { Problem } from "./bits.tsx";
import { Dialog } from "./dialog.tsx";
import { Area } from "./fields.tsx";

interface Props {
  title: string;
  /** What happens, in a sentence. */
  about?: string;
  /** The name of the words, in the form and in the contract. */
  field: string;
  label: string;
  isRequired?: boolean;
  go: string;
  faults: Fault[];
  problem: string;
  isUnderWay: boolean;
  close: () => void;
  /** Does it; the dialog closes where this gives true. */
  act: (words: string | null) => Promise<boolean>;
  children?: ReactNode;
}

export function Asking(props: Props): ReactNode {
  const {
    title,
    about,
    field,
    label,
    isRequired = false,
    go,
    faults,
    problem,
    isUnderWay,
    close,
    act,
    children,
  } = props;
  const [words, setWords] = useState("");

  async function submit(event: SubmitEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    if (await act(words.trim() || null)) close();
  }

  return (
    <Dialog title={title} close={close}>
      <form onSubmit={submit}>
        {about && <p className="hint">{about}</p>}
        <Problem>{problem}</Problem>
        {children}
        <Area
          label={isRequired ? label : t("{label} (optional)", { label })}
          name={field}
          value={words}
          required={isRequired}
          faults={faults}
          onChange={({ target }) => {
            setWords(target.value);
          }}
        />
        <div className="buttons">
          <button className="button go" disabled={isUnderWay}>
            {go}
          </button>
          <button type="button" className="button" onClick={close}>
            {t("Back")}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
