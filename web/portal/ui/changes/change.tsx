// Changes that somebody makes: a button that does it at once, and one that asks in a dialog first.
import { useState, type ReactNode, type SubmitEvent } from "react";
import { newKey, type Action } from "../../api/action.ts";
import { Problem } from "../bits.tsx";
import { Dialog } from "../dialog.tsx";
import { t } from "../../words/words.ts";
import { Given } from "./given.ts";

interface Keyed {
  idempotencyKey?: string | null;
}

/** A button that makes a change when it is pressed. */
export function Do<Input extends Keyed>(props: {
  label: string;
  action: Action<Input, unknown>;
  input: Input;
  isMain?: boolean;
  isSmall?: boolean;
}): ReactNode {
  const { label, action, input } = props;
  return (
    <>
      <button
        type="button"
        className={look(props)}
        disabled={action.isUnderWay}
        onClick={() => action.run({ ...input, idempotencyKey: newKey() })}
      >
        {label}
      </button>
      <Problem>{action.problem}</Problem>
    </>
  );
}

/** A button that opens what `children` make of the function that closes it. */
export function Opens(props: {
  label: string;
  isMain?: boolean;
  isSmall?: boolean;
  children: (close: () => void) => ReactNode;
}): ReactNode {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button
        type="button"
        className={look(props)}
        onClick={() => {
          setOpen(true);
        }}
      >
        {props.label}
      </button>
      {isOpen &&
        props.children(() => {
          setOpen(false);
        })}
    </>
  );
}

const look = ({ isMain = false, isSmall = false }: { isMain?: boolean; isSmall?: boolean }): string =>
  ["button", isMain && "go", isSmall && "small"].filter(Boolean).join(" ");

interface FormProps<Input, Result> {
  go: string;
  action: Action<Input, Result>;
  /** What is sent, of what was entered. */
  input: (given: Given) => Input;
  /** After it was done. */
  done: (result: NonNullable<Result>) => void;
  children: ReactNode;
  back?: () => void;
  /** Whether it may be sent yet. */
  isReady?: boolean;
  /** Whether it cannot be undone. */
  isGrave?: boolean;
}

/** A form whose fields are read when it is sent; one press counts once, also where the network repeats it. */
export function Form<Input extends Keyed, Result>(props: FormProps<Input, Result>): ReactNode {
  const { go, action, input, done, children, back, isReady = true, isGrave = false } = props;
  async function submit(event: SubmitEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const result = await action.run({ ...input(new Given(event.currentTarget)), idempotencyKey: newKey() });
    if (result) done(result);
  }
  return (
    <form onSubmit={submit}>
      <Problem>{action.problem}</Problem>
      {children}
      <div className="buttons">
        <button className={isGrave ? "button go grave" : "button go"} disabled={action.isUnderWay || !isReady}>
          {go}
        </button>
        {back && (
          <button type="button" className="button" onClick={back}>
            {t("Back")}
          </button>
        )}
      </div>
    </form>
  );
}

/** A form in a dialog, which closes when it is done. */
export function Change<Input extends Keyed, Result>(
  props: Omit<FormProps<Input, Result>, "done" | "back"> & { title: string; about?: string; close: () => void },
): ReactNode {
  const { title, about, close, ...form } = props;
  return (
    <Dialog title={title} close={close}>
      {about && <p className="hint">{about}</p>}
      <Form {...form} done={close} back={close} />
    </Dialog>
  );
}
