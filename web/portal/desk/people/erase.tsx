// A person is erased for good, because they asked for it: whoever does it writes their name first.
import { useState, type ReactNode } from "react";
import { useAction } from "../../api/action.ts";
import { FAULTS } from "../../api/faults.ts";
import { graphql } from "../../api/graphql.ts";
import { Field } from "../../ui/fields.tsx";
import { t } from "../../words/words.ts";
import { Change } from "../../ui/changes/change.tsx";
import { CONTACT, type Contact } from "./contact.ts";

const ERASE = graphql(
  `
    mutation EraseContact($input: ContactEraseInput!) {
      contactErase(input: $input) {
        contact {
          ...Contact
        }
        userErrors {
          ...Faults
        }
        warnings {
          message
        }
      }
    }
  `,
  [CONTACT, FAULTS],
);

export function EraseContact({ contact, close }: { contact: Contact; close: () => void }): ReactNode {
  const erase = useAction(ERASE, ["reason"]);
  const [name, setName] = useState("");
  return (
    <Change
      title={t("Erase {name} for good", { name: contact.name })}
      about={t(
        "This cannot be undone. Their access, companies and roles end; their name, addresses and numbers are replaced in all histories, and their messages are deleted. Orders, invoices, notes and files stay.",
      )}
      go={t("Erase for good")}
      isGrave
      action={erase}
      isReady={name.trim() === contact.name}
      input={(given) => ({ id: contact.id, version: contact.version, reason: given.optional("reason") })}
      close={close}
    >
      <Field
        label={t("Write “{name}” to confirm it", { name: contact.name })}
        name="confirmed"
        autoComplete="off"
        spellCheck={false}
        required
        value={name}
        onChange={({ target }) => {
          setName(target.value);
        }}
      />
      <Field
        label={t("Reason (optional)")}
        name="reason"
        hint={t("It is kept. Do not name the person in it.")}
        faults={erase.faults}
      />
    </Change>
  );
}
