// Something to say about an order, with files.
import { useState, type ReactNode, type SubmitEvent } from "react";
import { Problem } from "../../ui/bits.tsx";
import { useDraft } from "../../ui/draft.ts";
import { Area } from "../../ui/fields.tsx";
import { UploadList, useUploads } from "../../ui/uploads.tsx";
import { t } from "../../words/words.ts";
import { useSay } from "./say.ts";

export function Reply({ order, mayAddFiles }: { order: { id: string }; mayAddFiles: boolean }): ReactNode {
  const [words, setWords] = useDraft(`note:${order.id}`);
  const uploads = useUploads();
  const { say, ...saying } = useSay(order.id);
  const [sending, setSending] = useState("");

  async function submit(event: SubmitEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const said = words.trim();
    setSending(said);
    setWords("");
    if (!(await say(said, uploads))) setWords(said);
    setSending("");
  }

  return (
    <form className="reply" onSubmit={submit}>
      <Area
        label={t("Write to us")}
        name="body"
        rows={3}
        required={uploads.chosen.length === 0}
        value={words}
        faults={saying.faults}
        onChange={({ target }) => {
          setWords(target.value);
        }}
      />
      <Problem>{saying.problem}</Problem>
      <div className="buttons">
        <button className="button go" disabled={saying.isUnderWay || !uploads.areSent}>
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
