// Something to say about an order, with files.
import { useState, type ReactNode, type SubmitEvent } from "react";
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
  const [sending, setSending] = useState("");

  async function submit(event: SubmitEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const input = { orderId: order.id, body: words.trim(), uploadIds: uploads.ids, idempotencyKey: newKey() };
    setSending(input.body);
    setWords("");
    if (await add.run(input)) uploads.clear();
    else setWords(input.body);
    setSending("");
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
      {sending && (
        <div className="entry note">
          <p className="entry-head">{t("Is being sent …")}</p>
          <p className="said">{sending}</p>
        </div>
      )}
    </form>
  );
}
