// A form that is sent as a whole: what it is refused with, and that it was done.
import { useState, type ReactNode, type SubmitEvent } from "react";
import type { Action } from "../api/action.ts";
import { Problem } from "./bits.tsx";

interface Props {
  action: Pick<Action<never, unknown>, "problem" | "isUnderWay">;
  /** The name of the button. */
  go: string;
  /** Shown once it was done. */
  done: string;
  /** Sends it; gives whether it was done. */
  submit: (given: FormData, form: HTMLFormElement) => Promise<boolean>;
  children: ReactNode;
}

export function Form({ action, go, done, submit, children }: Props): ReactNode {
  const [isDone, setDone] = useState(false);

  async function send(event: SubmitEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const form = event.currentTarget;
    setDone(false);
    setDone(await submit(new FormData(form), form));
  }

  return (
    <form onSubmit={send}>
      {children}
      <Problem>{action.problem}</Problem>
      <div role="status">{isDone && <p className="notice">{done}</p>}</div>
      <div className="buttons">
        <button className="button go" disabled={action.isUnderWay}>
          {go}
        </button>
      </div>
    </form>
  );
}

/** What is written in a field of a form, without the spaces around it. */
export const written = (given: FormData, name: string): string => ((given.get(name) as string | null) ?? "").trim();
