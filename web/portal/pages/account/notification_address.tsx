// The address that notifications go to, where it is another than the one that the reader signs in with.
import { useState, type ReactNode } from "react";
import { newKey, useAction } from "../../api/action.ts";
import { FAULTS } from "../../api/faults.ts";
import { graphql } from "../../api/graphql.ts";
import { Section } from "../../ui/bits.tsx";
import { Field } from "../../ui/fields.tsx";
import { Form, written } from "../../ui/form.tsx";
import { t } from "../../words/words.ts";
import type { Contact } from "./contact.ts";

const REQUEST = graphql(
  `
    mutation NotificationEmailRequest($input: NotificationEmailRequestInput!) {
      notificationEmailRequest(input: $input) {
        userErrors {
          ...Faults
        }
      }
    }
  `,
  [FAULTS],
);

/** `changed` is called where it is another at once. */
export function NotificationAddress({ contact, changed }: { contact: Contact; changed: () => void }): ReactNode {
  const request = useAction(REQUEST, ["email", "currentPassword"]);
  const [done, setDone] = useState("");

  async function submit(given: FormData, form: HTMLFormElement): Promise<boolean> {
    const email = written(given, "email") || null;
    const currentPassword = given.get("currentPassword") as string;
    if (!(await request.run({ email, currentPassword, idempotencyKey: newKey() }))) return false;
    setDone(
      email
        ? t("Open the link that we have sent to the new address. Until then nothing changes.")
        : t("They go to the address with which you sign in."),
    );
    if (!email) changed();
    form.reset();
    return true;
  }

  return (
    <Section title={t("Address for notifications")}>
      <p>{contact.notificationEmail ?? t("They go to the address with which you sign in.")}</p>
      <details className="folded">
        <summary>{t("Change the address for notifications")}</summary>
        <Form action={request} go={t("Save")} done={done} submit={submit}>
          <Field
            label={t("Address for notifications")}
            name="email"
            type="email"
            autoComplete="email"
            hint={t("Nothing, if they are to go to the address with which you sign in.")}
            faults={request.faults}
          />
          <Field
            label={t("Current password")}
            name="currentPassword"
            type="password"
            autoComplete="current-password"
            required
            faults={request.faults}
          />
        </Form>
      </details>
    </Section>
  );
}
