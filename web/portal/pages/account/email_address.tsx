// The address that the reader signs in with, which a link to a new one changes.
import type { ReactNode } from "react";
import { newKey, useAction } from "../../api/action.ts";
import { graphql } from "../../api/graphql.ts";
import { Section } from "../../ui/bits.tsx";
import { Field } from "../../ui/fields.tsx";
import { Form, written } from "../../ui/form.tsx";
import { t } from "../../words/words.ts";
import type { Contact } from "./contact.ts";

const REQUEST = graphql(`
  mutation EmailChangeRequest($input: EmailChangeRequestInput!) {
    emailChangeRequest(input: $input) {
      userErrors {
        code
        message
        field
      }
    }
  }
`);

export function EmailAddress({ contact }: { contact: Contact }): ReactNode {
  const request = useAction(REQUEST, ["email", "currentPassword"]);
  return (
    <Section title={t("E-mail address")}>
      <p>{contact.email}</p>
      <details className="folded">
        <summary>{t("Change the address")}</summary>
        <Form
          action={request}
          go={t("Send a link")}
          done={t("Open the link that we have sent to the new address. Until then the old one stays.")}
          submit={async (given, form) => {
            const email = written(given, "email");
            const currentPassword = given.get("currentPassword") as string;
            const isSent = (await request.run({ email, currentPassword, idempotencyKey: newKey() })) !== undefined;
            if (isSent) form.reset();
            return isSent;
          }}
        >
          <Field
            label={t("New address")}
            name="email"
            type="email"
            autoComplete="email"
            required
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
