// A note about an order, for everybody who sees it or for staff alone, with files.
import type { ReactNode, SubmitEvent } from "react";
import { useSay } from "../../pages/orders/say.ts";
import { Problem } from "../../ui/bits.tsx";
import { useDraft } from "../../ui/draft.ts";
import { Area } from "../../ui/fields.tsx";
import { UploadList, useUploads } from "../../ui/uploads.tsx";
import { t } from "../../words/words.ts";
import { Given } from "../../ui/changes/given.ts";
import { Tick } from "../ui/ticks.tsx";

export function WriteNote({ order, mayAddFiles }: { order: { id: string }; mayAddFiles: boolean }): ReactNode {
  const [words, setWords] = useDraft(`note:${order.id}`);
  const uploads = useUploads();
  const { say, ...saying } = useSay(order.id);

  async function submit(event: SubmitEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const form = event.currentTarget;
    if (await say(words.trim(), uploads, new Given(form).ticked("internal") ? "STAFF_ONLY" : "EVERYONE")) {
      setWords("");
      form.reset();
    }
  }

  return (
    <form className="reply" onSubmit={submit}>
      <Area
        label={t("Write a note")}
        name="body"
        rows={3}
        required={uploads.chosen.length === 0}
        value={words}
        faults={saying.faults}
        onChange={({ target }) => {
          setWords(target.value);
        }}
      />
      <Tick label={t("Only staff see it")} name="internal" />
      <Problem>{saying.problem}</Problem>
      <div className="buttons">
        <button className="button go" disabled={saying.isUnderWay || !uploads.areSent}>
          {t("Send")}
        </button>
        {mayAddFiles && <UploadList uploads={uploads} label={t("Add files")} />}
      </div>
    </form>
  );
}
