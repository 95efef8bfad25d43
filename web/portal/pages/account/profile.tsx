// Who the reader is, and the language and the time zone in which they read.
import type { ReactNode } from "react";
import { COUNTRIES } from "../../../src/pages/countries.ts";
import { newKey, useAction } from "../../api/action.ts";
import { graphql } from "../../api/graphql.ts";
import { useStanding } from "../../session/session.tsx";
import { Section } from "../../ui/bits.tsx";
import { Choice, Field } from "../../ui/fields.tsx";
import { Form, written } from "../../ui/form.tsx";
import { country, languageName } from "../../words/formats.ts";
import { language, t } from "../../words/words.ts";
import { CONTACT, type Contact } from "./contact.ts";

export const UPDATE = graphql(
  `
    mutation ProfileUpdate($input: ProfileUpdateInput!) {
      profileUpdate(input: $input) {
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

const FIELDS = ["name", "displayName", "country", "locale", "timeZone"].map((name) => `profile.${name}`);

export function Profile({ contact, languages }: { contact: Contact; languages: string[] }): ReactNode {
  const update = useAction(UPDATE, FIELDS);
  const { begin } = useStanding();

  async function submit(given: FormData): Promise<boolean> {
    const profile = {
      name: written(given, "profile.name"),
      displayName: written(given, "profile.displayName"),
      country: written(given, "profile.country") || null,
      locale: written(given, "profile.locale") || null,
      timeZone: written(given, "profile.timeZone") || null,
    };
    const changed = await update.run({ profile, version: contact.version, idempotencyKey: newKey() });
    // The portal speaks the language and knows the zone of whom it read at the beginning.
    if (changed) await begin();
    return changed !== undefined;
  }

  return (
    <Section title={t("Profile")}>
      <Form action={update} go={t("Save")} done={t("Saved.")} submit={submit}>
        <Field
          label={t("Full name")}
          name="profile.name"
          autoComplete="name"
          required
          defaultValue={contact.name}
          faults={update.faults}
        />
        <Field
          label={t("Name that others see")}
          name="profile.displayName"
          required
          defaultValue={contact.displayName}
          faults={update.faults}
        />
        <div className="pair">
          <Options name="profile.country" label={t("Country")} of={countries()} chosen={contact.country} />
          <Options
            name="profile.locale"
            label={t("Language")}
            of={languages.map((tag) => [tag, languageName(tag)])}
            chosen={contact.locale}
          />
        </div>
        <Options name="profile.timeZone" label={t("Time zone")} of={timeZones()} chosen={contact.timeZone} />
      </Form>
    </Section>
  );
}

type Option = [value: string, shown: string];

/** A choice that has what is chosen now, whether or not it is among what is offered. */
function Options(props: { name: string; label: string; of: Option[]; chosen: string | null }): ReactNode {
  const { name, label, of, chosen } = props;
  const isOffered = chosen === null || of.some(([value]) => value === chosen);
  const all: Option[] = isOffered ? of : [[chosen, name === "profile.locale" ? languageName(chosen) : chosen], ...of];
  return (
    <Choice label={label} name={name} defaultValue={chosen ?? ""}>
      {chosen === null && <option value="">{t("Please choose")}</option>}
      {all.map(([value, shown]) => (
        <option key={value} value={value}>
          {shown}
        </option>
      ))}
    </Choice>
  );
}

const countries = (): Option[] =>
  COUNTRIES.map((code): Option => [code, country(code)]).sort((one, other) =>
    one[1].localeCompare(other[1], language()),
  );

const timeZones = (): Option[] =>
  ["UTC", ...Intl.supportedValuesOf("timeZone")].map((zone) => [zone, zone.replaceAll("_", " ")]);
