// Words of a timeline and files are removed, also from the e-mails that they came by; that they were there is still told.
import { useState, type ReactNode } from "react";
import { newKey, useAction, type Action } from "../../api/action.ts";
import { FAULTS } from "../../api/faults.ts";
import { graphql } from "../../api/graphql.ts";
import { Asking } from "../../ui/asking.tsx";
import { t } from "../../words/words.ts";
import { ENTRY, FILE, type Entry, type File } from "./entry.ts";

const REDACT = graphql(
  `
    mutation NoteRedact($input: NoteRedactInput!) {
      noteRedact(input: $input) {
        order {
          id
          updatedAt
        }
        entry {
          ...Entry
        }
        userErrors {
          ...Faults
        }
      }
    }
  `,
  [ENTRY, FAULTS],
);
const REMOVE = graphql(
  `
    mutation AttachmentRemove($input: AttachmentRemoveInput!) {
      attachmentRemove(input: $input) {
        order {
          id
          updatedAt
        }
        attachment {
          ...File
        }
        userErrors {
          ...Faults
        }
      }
    }
  `,
  [FILE, FAULTS],
);

export function RemoveWords({ entry }: { entry: Entry }): ReactNode {
  const [isOpen, setOpen] = useState(false);
  const redact = useAction(REDACT, ["reason"]);
  return (
    <>
      <button
        type="button"
        className="button small"
        onClick={() => {
          setOpen(true);
        }}
      >
        {t("Remove the words")}
      </button>
      {isOpen && (
        <Removing
          title={t("Remove the words")}
          action={redact}
          close={() => {
            setOpen(false);
          }}
          act={async (reason) => (await redact.run({ id: entry.id, reason, idempotencyKey: newKey() })) !== undefined}
        />
      )}
    </>
  );
}

export function RemoveFile({ file }: { file: File }): ReactNode {
  const [isOpen, setOpen] = useState(false);
  const remove = useAction(REMOVE, ["reason"]);
  return (
    <>
      <button
        type="button"
        className="remove"
        aria-label={t("Remove {name}", { name: file.filename })}
        onClick={() => {
          setOpen(true);
        }}
      >
        ×
      </button>
      {isOpen && (
        <Removing
          title={t("Remove {name}", { name: file.filename })}
          action={remove}
          close={() => {
            setOpen(false);
          }}
          act={async (reason) => (await remove.run({ id: file.id, reason, idempotencyKey: newKey() })) !== undefined}
        />
      )}
    </>
  );
}

interface Props {
  title: string;
  action: Pick<Action<never, unknown>, "faults" | "problem" | "isUnderWay">;
  close: () => void;
  act: (reason: string | null) => Promise<boolean>;
}

function Removing({ title, action, close, act }: Props): ReactNode {
  return (
    <Asking
      title={title}
      about={t("This cannot be undone. It is still told that there was something, and who removed it.")}
      field="reason"
      label={t("Reason")}
      go={t("Remove")}
      faults={action.faults}
      problem={action.problem}
      isUnderWay={action.isUnderWay}
      close={close}
      act={act}
    />
  );
}
