// A note about an order, for everybody who sees it or for staff alone, with files.
import type { ReactNode, SubmitEvent } from "react";
import { newKey, useAction } from "../../api/action.ts";
import { FAULTS } from "../../api/faults.ts";
import { graphql } from "../../api/graphql.ts";
import { Problem } from "../../ui/bits.tsx";
import { useDraft } from "../../ui/draft.ts";
import { Area } from "../../ui/fields.tsx";
import { UploadList, useUploads } from "../../ui/uploads.tsx";
import { t } from "../../words/words.ts";
import { Given } from "../ui/given.ts";
import { Tick } from "../ui/ticks.tsx";

const ADD = graphql(
  `
    mutation StaffNote($input: NoteAddInput!) {
      noteAdd(input: $input) {
        order {
          id
          updatedAt
        }
        userErrors {
          ...Faults
        }
      }
    }
  `,
  [FAULTS],
);

export function WriteNote({ order, mayAddFiles }: { order: { id: string }; mayAddFiles: boolean }): ReactNode {
  const [words, setWords] = useDraft(`note:${order.id}`);
  const uploads = useUploads();
  const add = useAction(ADD, ["body"]);

  async function submit(event: SubmitEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const form = event.currentTarget;
    const visibility = new Given(form).ticked("internal") ? ("STAFF_ONLY" as const) : ("EVERYONE" as const);
    const input = { orderId: order.id, body: words.trim(), visibility, uploadIds: uploads.ids };
    if (await add.run({ ...input, idempotencyKey: newKey() })) {
      setWords("");
      uploads.clear();
      form.reset();
    }
  }

  return (
    <form className="reply" onSubmit={submit}>
      <Area
        label={t("Write a note")}
        name="body"
        rows={3}
        required
        value={words}
        faults={add.faults}
        onChange={({ target }) => {
          setWords(target.value);
        }}
      />
      <Tick label={t("Only staff see it")} name="internal" />
      <Problem>{add.problem}</Problem>
      <div className="buttons">
        <button className="button go" disabled={add.isUnderWay || !uploads.areSent}>
          {t("Send")}
        </button>
        {mayAddFiles && <UploadList uploads={uploads} label={t("Add files")} />}
      </div>
    </form>
  );
}
