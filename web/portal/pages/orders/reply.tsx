// Something to say about an order, with files.
import type { ReactNode, SubmitEvent } from "react";
import { newKey, useAction } from "../../api/action.ts";
import { graphql } from "../../api/graphql.ts";
import { Problem } from "../../ui/bits.tsx";
import { useDraft } from "../../ui/draft.ts";
import { Area } from "../../ui/fields.tsx";
import { UploadList, useUploads } from "../../ui/uploads.tsx";
import { t } from "../../words/words.ts";

const ADD = graphql(`
  mutation NoteAdd($input: NoteAddInput!) {
    noteAdd(input: $input) {
      order {
        id
        updatedAt
      }
      userErrors {
        code
        message
        field
      }
    }
  }
`);

export function Reply({ order, mayAddFiles }: { order: { id: string }; mayAddFiles: boolean }): ReactNode {
  const [words, setWords] = useDraft(`note:${order.id}`);
  const uploads = useUploads();
  const add = useAction(ADD, ["body"]);

  async function submit(event: SubmitEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const input = { orderId: order.id, body: words.trim(), uploadIds: uploads.ids, idempotencyKey: newKey() };
    if (await add.run(input)) {
      setWords("");
      uploads.clear();
    }
  }

  return (
    <form className="reply" onSubmit={submit}>
      <Area
        label={t("Write to us")}
        name="body"
        rows={3}
        required
        value={words}
        faults={add.faults}
        onChange={({ target }) => {
          setWords(target.value);
        }}
      />
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
