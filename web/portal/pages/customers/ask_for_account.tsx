// A request of an account for a colleague, with what they are to be allowed.
import type { ReactNode } from "react";
import { newKey, useAction } from "../../api/action.ts";
import type { Enum } from "../../api/graphql.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { Area, Choice, Field } from "../../ui/fields.tsx";
import { Form, written } from "../../ui/form.tsx";
import { membershipRight, membershipRole } from "../../words/people.ts";
import { t } from "../../words/words.ts";
import { ASK } from "./request.ts";

type Role = Enum<"MembershipRole">;
type Right = Enum<"MembershipRight">;

const ROLES: Role[] = ["MEMBER", "ADMIN"];
const RIGHTS: Right[] = ["ORDERS", "RECOMMENDATIONS", "INVOICES", "INVOICE_APPROVAL"];

export function AskForAccount({ company, close }: { company: { id: string }; close: () => void }): ReactNode {
  const ask = useAction(ASK, ["name", "email", "reason"]);

  async function submit(given: FormData): Promise<boolean> {
    const isAsked = await ask.run({
      kind: "NEW_ACCOUNT",
      customerId: company.id,
      name: written(given, "name"),
      email: written(given, "email"),
      role: written(given, "role") as Role,
      rights: given.getAll("rights") as Right[],
      reason: written(given, "reason") || null,
      idempotencyKey: newKey(),
    });
    if (isAsked) close();
    return isAsked !== undefined;
  }

  return (
    <Dialog title={t("Ask for an account")} close={close}>
      <p className="hint">{t("We check it, and invite your colleague by e-mail.")}</p>
      <Form action={ask} go={t("Ask")} done="" submit={submit}>
        <Field label={t("Full name")} name="name" required faults={ask.faults} />
        <Field label={t("E-mail address")} name="email" type="email" required faults={ask.faults} />
        <Choice label={t("Role")} name="role">
          {ROLES.map((role) => (
            <option key={role} value={role}>
              {membershipRole(role)}
            </option>
          ))}
        </Choice>
        <fieldset className="kinds">
          <legend>{t("They may")}</legend>
          {RIGHTS.map((right) => (
            <label key={right} className="tick">
              <input type="checkbox" name="rights" value={right} defaultChecked={right !== "INVOICE_APPROVAL"} />
              {membershipRight(right)}
            </label>
          ))}
        </fieldset>
        <Area label={t("{label} (optional)", { label: t("Reason") })} name="reason" rows={2} faults={ask.faults} />
      </Form>
    </Dialog>
  );
}
