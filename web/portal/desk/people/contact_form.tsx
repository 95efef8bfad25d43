// A contact's details, entered for a new one or changed.
import type { ReactNode } from "react";
import { useAction, type Fault } from "../../api/action.ts";
import { FAULTS } from "../../api/faults.ts";
import { graphql } from "../../api/graphql.ts";
import { Field } from "../../ui/fields.tsx";
import { t } from "../../words/words.ts";
import { Change } from "../../ui/changes/change.tsx";
import type { Given } from "../../ui/changes/given.ts";
import { CONTACT, type Contact } from "./contact.ts";

const UPDATE = graphql(
  `
    mutation UpdateContact($input: ContactUpdateInput!) {
      contactUpdate(input: $input) {
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

export const FIELDS = ["name", "displayName", "email", "mobile", "country", "locale", "timeZone", "externalReference"];

interface Details {
  name: string;
  displayName: string | null;
  email: string | null;
  mobile: string | null;
  country: string | null;
  locale: string | null;
  timeZone: string | null;
  externalReference: string | null;
}

export const detailsIn = (given: Given): Details => ({
  name: given.text("name"),
  displayName: given.optional("displayName"),
  email: given.optional("email"),
  mobile: given.optional("mobile"),
  country: given.optional("country")?.toUpperCase() ?? null,
  locale: given.optional("locale"),
  timeZone: given.optional("timeZone"),
  externalReference: given.optional("externalReference"),
});

export function ContactFields({ faults, of }: { faults: Fault[]; of?: Contact }): ReactNode {
  return (
    <>
      <Field label={t("Name")} name="name" required defaultValue={of?.name} faults={faults} />
      <Field
        label={t("Shown to others as")}
        name="displayName"
        defaultValue={of?.displayName}
        hint={t("Without one, we take the first name.")}
        faults={faults}
      />
      <Field label={t("E-mail")} name="email" type="email" defaultValue={of?.email ?? ""} faults={faults} />
      <Field
        label={t("Mobile number")}
        name="mobile"
        type="tel"
        defaultValue={of?.mobile ?? ""}
        hint={t("With the code of the country, such as +44 7700 900123.")}
        faults={faults}
      />
      <div className="two">
        <Field
          label={t("Country")}
          name="country"
          maxLength={2}
          placeholder="GB"
          defaultValue={of?.country ?? ""}
          faults={faults}
        />
        <Field
          label={t("Language")}
          name="locale"
          placeholder="en-GB"
          defaultValue={of?.locale ?? ""}
          faults={faults}
        />
        <Field
          label={t("Time zone")}
          name="timeZone"
          placeholder="Europe/London"
          defaultValue={of?.timeZone ?? ""}
          faults={faults}
        />
        <Field
          label={t("Id elsewhere")}
          name="externalReference"
          defaultValue={of?.externalReference ?? ""}
          faults={faults}
        />
      </div>
    </>
  );
}

export function EditContact({ contact, close }: { contact: Contact; close: () => void }): ReactNode {
  const update = useAction(UPDATE, FIELDS);
  return (
    <Change
      title={t("Change the details")}
      go={t("Save")}
      action={update}
      input={(given) => ({ id: contact.id, version: contact.version, ...detailsIn(given) })}
      close={close}
    >
      <ContactFields faults={update.faults} of={contact} />
    </Change>
  );
}
