// A contact: who they are, their access to the portal, their companies and their roles on properties.
import type { ReactNode } from "react";
import { useParams } from "react-router";
import { useAction } from "../../api/action.ts";
import { FAULTS } from "../../api/faults.ts";
import { graphql } from "../../api/graphql.ts";
import { useReading } from "../../api/reading.ts";
import { Back, Chip, Empty, Facts, Heading, Section } from "../../ui/bits.tsx";
import { Loaded, NotFound } from "../../ui/loaded.tsx";
import { country, dayOf } from "../../words/formats.ts";
import { t } from "../../words/words.ts";
import { partyRoles } from "../names.ts";
import { Do, Opens } from "../../ui/changes/change.tsx";
import { Row } from "../ui/rows.tsx";
import { AccessField } from "./access.tsx";
import { AccessHistory } from "./access_history.tsx";
import { CONTACT, type Contact } from "./contact.ts";
import { EditContact } from "./contact_form.tsx";
import { EraseContact } from "./erase.tsx";
import { Memberships } from "./memberships.tsx";

const READ = graphql(
  `
    query DeskContact($id: ID!) {
      contact(id: $id) {
        ...Contact
      }
    }
  `,
  [CONTACT],
);
const ARCHIVE = graphql(
  `
    mutation ArchiveContact($input: ContactArchiveInput!) {
      contactArchive(input: $input) {
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
const RESTORE = graphql(
  `
    mutation RestoreContact($input: ContactRestoreInput!) {
      contactRestore(input: $input) {
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

export function ContactPage(): ReactNode {
  const { id = "" } = useParams();
  const reading = useReading(READ, { id });
  return (
    <Loaded reading={reading} lines={8}>
      {({ contact }) => (contact ? <Shown contact={contact} /> : <NotFound />)}
    </Loaded>
  );
}

function Shown({ contact }: { contact: Contact }): ReactNode {
  const { portalAccess } = contact;
  return (
    <>
      <Heading title={contact.name} above={<Back to="/contacts">{t("All contacts")}</Back>}>
        {contact.name}
      </Heading>
      {contact.archivedAt && (
        <p className="under-heading">
          <Chip tone="warn">{contact.erasedAt ? t("Erased") : t("Archived")}</Chip>
        </p>
      )}
      <div className="columns">
        <div>
          {portalAccess && <AccessField contact={contact} access={portalAccess} />}
          <Memberships contact={contact} />
          <Section title={t("Roles on properties")}>
            {contact.parties.nodes.length > 0 ? (
              <ul className="rows">
                {contact.parties.nodes.map(({ id, role, site }) => (
                  <Row key={id} to={`/sites/${site.id}`} title={site.name} more={[partyRoles()[role]]} />
                ))}
              </ul>
            ) : (
              <Empty title={t("No roles on properties")} />
            )}
          </Section>
        </div>
        <div>
          <About contact={contact} />
          {portalAccess && <AccessHistory contact={contact} />}
        </div>
      </div>
    </>
  );
}

function About({ contact }: { contact: Contact }): ReactNode {
  const archive = useAction(ARCHIVE);
  const restore = useAction(RESTORE);
  const input = { id: contact.id, version: contact.version };
  return (
    <Section title={t("Details")}>
      <Facts
        of={[
          [t("Shown to others as"), contact.displayName],
          [t("E-mail"), contact.email && <a href={`mailto:${contact.email}`}>{contact.email}</a>],
          [t("Notifications go to"), contact.notificationEmail],
          [t("Mobile number"), contact.mobile && <a href={`tel:${contact.mobile}`}>{contact.mobile}</a>],
          [t("Country"), contact.country && country(contact.country)],
          [t("Language"), contact.locale],
          [t("Time zone"), contact.timeZone],
          [t("Id elsewhere"), contact.externalReference],
          [t("Since"), contact.createdAt && dayOf(contact.createdAt)],
        ]}
      />
      <div className="buttons">
        {contact.viewerCanUpdate && (
          <Opens label={t("Change the details")}>{(close) => <EditContact contact={contact} close={close} />}</Opens>
        )}
        {contact.viewerCanArchive && <Do label={t("Archive")} action={archive} input={input} />}
        {contact.viewerCanRestore && <Do label={t("Restore")} action={restore} input={input} />}
        {contact.viewerCanErase && (
          <Opens label={t("Erase for good")}>{(close) => <EraseContact contact={contact} close={close} />}</Opens>
        )}
      </div>
    </Section>
  );
}
