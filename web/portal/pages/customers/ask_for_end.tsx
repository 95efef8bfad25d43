// A request to end the access of somebody who leaves the company.
import type { ReactNode } from "react";
import { newKey, useAction } from "../../api/action.ts";
import { Asking } from "../../ui/asking.tsx";
import { t } from "../../words/words.ts";
import { ASK } from "./request.ts";

interface Props {
  company: { id: string };
  contact: { id: string; name: string };
  close: () => void;
}

export function AskForEnd({ company, contact, close }: Props): ReactNode {
  const ask = useAction(ASK, ["reason"]);
  return (
    <Asking
      title={t("Ask to end the access of {name}", { name: contact.name })}
      about={t("We check it, and then they no longer see anything of your company.")}
      field="reason"
      label={t("Reason")}
      go={t("Ask")}
      faults={ask.faults}
      problem={ask.problem}
      isUnderWay={ask.isUnderWay}
      close={close}
      act={async (reason) => {
        const who = { customerId: company.id, contactId: contact.id };
        return (await ask.run({ kind: "DEACTIVATION", ...who, reason, idempotencyKey: newKey() })) !== undefined;
      }}
    />
  );
}
