// A question in front of the page: the browser keeps the focus inside, and Escape closes it.
import { useEffect, useId, useRef, type ReactNode } from "react";
import { t } from "../words/words.ts";

interface Props {
  title: string;
  close: () => void;
  children: ReactNode;
}

export function Dialog({ title, close, children }: Props): ReactNode {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    dialog.current?.showModal();
    dialog.current?.querySelector<HTMLElement>("input, select, textarea")?.focus();
  }, []);
  return (
    <dialog ref={dialog} className="dialog" aria-labelledby={id} onClose={close}>
      <div className="dialog-head">
        <h2 id={id}>{title}</h2>
        <button type="button" className="remove" aria-label={t("Close")} onClick={close}>
          ×
        </button>
      </div>
      {children}
    </dialog>
  );
}
