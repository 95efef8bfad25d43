// The mobile number for text messages, which a code that is sent to it verifies.
import { useState, type ReactNode } from "react";
import { newKey, useAction } from "../../api/action.ts";
import { graphql } from "../../api/graphql.ts";
import { Section } from "../../ui/bits.tsx";
import { Field } from "../../ui/fields.tsx";
import { Form, written } from "../../ui/form.tsx";
import { PHONE_PATTERN, phone } from "../../ui/phone.ts";
import { t } from "../../words/words.ts";
import { CONTACT, type Contact } from "./contact.ts";
import { UPDATE } from "./profile.tsx";

const REQUEST = graphql(`
  mutation MobileVerificationRequest($input: MobileVerificationRequestInput!) {
    mobileVerificationRequest(input: $input) {
      userErrors {
        code
        message
        field
      }
    }
  }
`);
const CONFIRM = graphql(
  `
    mutation MobileVerificationConfirm($input: MobileVerificationConfirmInput!) {
      mobileVerificationConfirm(input: $input) {
        contact {
          ...Contact
        }
        userErrors {
          code
          message
          field
        }
        warnings {
          message
        }
      }
    }
  `,
  [CONTACT],
);

export function Mobile({ contact, isVerified }: { contact: Contact; isVerified: boolean }): ReactNode {
  return (
    <Section title={t("Mobile number")}>
      {isVerified ? <Verified contact={contact} /> : <Plain contact={contact} />}
    </Section>
  );
}

/** Where no text messages are sent, a number is only kept. */
function Plain({ contact }: { contact: Contact }): ReactNode {
  const update = useAction(UPDATE, ["profile.mobile"]);
  return (
    <Form
      action={update}
      go={t("Save")}
      done={t("Saved.")}
      submit={async (given) => {
        const profile = { mobile: phone(written(given, "profile.mobile")) };
        return (await update.run({ profile, version: contact.version, idempotencyKey: newKey() })) !== undefined;
      }}
    >
      <NumberField name="profile.mobile" contact={contact} faults={update.faults} />
    </Form>
  );
}

function Verified({ contact }: { contact: Contact }): ReactNode {
  const request = useAction(REQUEST, ["mobile"]);
  const confirm = useAction(CONFIRM, ["code"]);
  const [sentTo, setSentTo] = useState<string | null>(null);
  const isKnown = contact.mobile !== null && contact.mobileVerifiedAt !== null;
  return (
    <>
      <p className="hint">
        {isKnown
          ? t("Text messages go to {number}.", { number: contact.mobile! })
          : t("Text messages come once your number is verified.")}
      </p>
      {sentTo === null ? (
        <Form
          action={request}
          go={t("Send a code")}
          done=""
          submit={async (given) => {
            const mobile = phone(written(given, "mobile"))!;
            const isSent = (await request.run({ mobile, idempotencyKey: newKey() })) !== undefined;
            if (isSent) setSentTo(mobile);
            return isSent;
          }}
        >
          <NumberField name="mobile" contact={contact} faults={request.faults} required />
        </Form>
      ) : (
        <Form
          action={confirm}
          go={t("Verify")}
          done=""
          submit={async (given) => {
            const isVerified = (await confirm.run({ code: written(given, "code") })) !== undefined;
            if (isVerified) setSentTo(null);
            return isVerified;
          }}
        >
          <Field
            label={t("Code")}
            name="code"
            hint={t("We have sent six digits to {number}.", { number: sentTo })}
            inputMode="numeric"
            autoComplete="one-time-code"
            pattern="[0-9]{6}"
            required
            autoFocus
            faults={confirm.faults}
          />
        </Form>
      )}
    </>
  );
}

type Given = Parameters<typeof Field>[0];

function NumberField({
  contact,
  ...field
}: Pick<Given, "name" | "faults" | "required"> & { contact: Contact }): ReactNode {
  return (
    <Field
      {...field}
      label={t("Mobile number")}
      type="tel"
      autoComplete="tel"
      pattern={PHONE_PATTERN}
      hint={t("With country code, such as +44 7700 900123.")}
      defaultValue={contact.mobile ?? ""}
    />
  );
}
