// A new password, for who knows the present one; everybody else with it is signed out.
import { useState, type ReactNode } from "react";
import { useAction } from "../../api/action.ts";
import { graphql } from "../../api/graphql.ts";
import { Section } from "../../ui/bits.tsx";
import { Field } from "../../ui/fields.tsx";
import { Form } from "../../ui/form.tsx";
import { NewPassword } from "../../ui/new_password.tsx";
import { t } from "../../words/words.ts";

const CHANGE = graphql(`
  mutation PasswordChange($input: PasswordChangeInput!) {
    passwordChange(input: $input) {
      userErrors {
        code
        message
        field
      }
    }
  }
`);

export function Password(): ReactNode {
  const change = useAction(CHANGE, ["currentPassword", "newPassword"]);
  const [round, setRound] = useState(0);

  async function submit(given: FormData, form: HTMLFormElement): Promise<boolean> {
    const [currentPassword, newPassword] = ["currentPassword", "newPassword"].map((name) => given.get(name) as string);
    const changed = await change.run({ currentPassword: currentPassword!, newPassword: newPassword! });
    if (!changed) return false;
    form.reset();
    setRound(round + 1);
    return true;
  }

  return (
    <Section title={t("Password")}>
      <details className="folded">
        <summary>{t("Change the password")}</summary>
        <Form
          action={change}
          go={t("Save password")}
          done={t("Your password has been changed. Your other devices are signed out.")}
          submit={submit}
        >
          <Field
            label={t("Current password")}
            name="currentPassword"
            type="password"
            autoComplete="current-password"
            required
            faults={change.faults}
          />
          <NewPassword key={round} name="newPassword" faults={change.faults} />
        </Form>
      </details>
    </Section>
  );
}
