// A contact's portal access: its state, what can be done about it, and what has happened.
import type { ReactNode } from "react";
import { useAction } from "../../api/action.ts";
import { FAULTS } from "../../api/faults.ts";
import { graphql } from "../../api/graphql.ts";
import { useReading } from "../../api/reading.ts";
import { Chip, Facts, Moment, Section } from "../../ui/bits.tsx";
import { Field } from "../../ui/fields.tsx";
import { t } from "../../words/words.ts";
import { ACCESS_TONES, accessStatus } from "../names.ts";
import { Change, Do, Opens } from "../../ui/changes/change.tsx";
import { Tick } from "../ui/ticks.tsx";
import { CONTACT, type Access, type Contact } from "./contact.ts";

const ENABLE = graphql(
  `
    mutation Enable($input: PortalAccessEnableInput!) {
      portalAccessEnable(input: $input) {
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
const INVITE = graphql(
  `
    mutation Invite($input: InvitationSendInput!) {
      invitationSend(input: $input) {
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
const CANCEL = graphql(
  `
    mutation CancelInvitation($input: InvitationCancelInput!) {
      invitationCancel(input: $input) {
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
const RENAME = graphql(
  `
    mutation ChangeUsername($input: UsernameChangeInput!) {
      usernameChange(input: $input) {
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
const RESET = graphql(
  `
    mutation StartReset($input: PasswordResetStartInput!) {
      passwordResetStart(input: $input) {
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
const UNLOCK = graphql(
  `
    mutation Unlock($input: AccountUnlockInput!) {
      accountUnlock(input: $input) {
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
const REVOKE = graphql(
  `
    mutation Revoke($input: PortalAccessRevokeInput!) {
      portalAccessRevoke(input: $input) {
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
const SUGGESTION = graphql(`
  query Suggestion($contactId: ID!) {
    usernameSuggestion(contactId: $contactId)
  }
`);

export function AccessField({ contact, access }: { contact: Contact; access: Access }): ReactNode {
  return (
    <Section
      title={t("Portal access")}
      aside={
        <span className="buttons">
          {access.isLocked && <Chip tone="bad">{t("Locked")}</Chip>}
          <Chip tone={ACCESS_TONES[access.status] ?? "calm"}>{accessStatus(access.status)}</Chip>
        </span>
      }
    >
      <Facts
        of={[
          [t("Username"), access.username],
          [t("Invited"), access.invitedAt && <Moment at={access.invitedAt} />],
          [t("Invitation ends"), access.invitationExpiresAt && <Moment at={access.invitationExpiresAt} />],
          [t("Activated"), access.activatedAt && <Moment at={access.activatedAt} />],
          [t("Last signed in"), access.lastSignedInAt && <Moment at={access.lastSignedInAt} relative />],
        ]}
      />
      <Verbs contact={contact} access={access} />
    </Section>
  );
}

function Verbs({ contact, access }: { contact: Contact; access: Access }): ReactNode {
  const contactId = contact.id;
  const invite = useAction(INVITE);
  const cancel = useAction(CANCEL);
  const reset = useAction(RESET);
  const unlock = useAction(UNLOCK);
  return (
    <div className="buttons">
      {access.viewerCanInvite && access.status === "DISABLED" && (
        <Opens label={t("Give access")} isMain>
          {(close) => <Enable contact={contact} close={close} />}
        </Opens>
      )}
      {access.viewerCanInvite && access.status !== "DISABLED" && (
        <Do
          label={access.status === "INVITED" ? t("Invite again") : t("Invite")}
          isMain={access.status === "ENABLED"}
          action={invite}
          input={{ to: { contactId } }}
        />
      )}
      {access.viewerCanCancelInvitation && (
        <Do label={t("Cancel the invitation")} action={cancel} input={{ contactId }} />
      )}
      {access.viewerCanUnlock && access.isLocked && (
        <Do label={t("Unlock")} isMain action={unlock} input={{ contactId }} />
      )}
      {access.viewerCanStartPasswordReset && (
        <Do label={t("Send a link for a new password")} action={reset} input={{ contactId }} />
      )}
      {access.viewerCanChangeUsername && access.username && (
        <Opens label={t("Change the username")}>
          {(close) => <Rename contact={contact} username={access.username!} close={close} />}
        </Opens>
      )}
      {access.viewerCanRevoke && (
        <Opens label={t("Revoke access")}>{(close) => <Revoke contact={contact} close={close} />}</Opens>
      )}
    </div>
  );
}

function Enable({ contact, close }: { contact: Contact; close: () => void }): ReactNode {
  const enable = useAction(ENABLE, ["username"]);
  const { data } = useReading(SUGGESTION, { contactId: contact.id });
  return (
    <Change
      title={t("Give {name} access", { name: contact.name })}
      go={t("Give access")}
      action={enable}
      input={(given) => ({
        contactId: contact.id,
        username: given.optional("username"),
        sendInvitation: given.ticked("sendInvitation"),
      })}
      close={close}
    >
      <Field
        label={t("Username")}
        name="username"
        key={data?.usernameSuggestion}
        defaultValue={data?.usernameSuggestion ?? ""}
        hint={t("Without one, we make one of the name.")}
        autoCapitalize="none"
        spellCheck={false}
        faults={enable.faults}
      />
      <Tick label={t("Send the invitation at once")} name="sendInvitation" isTicked />
    </Change>
  );
}

function Rename({ contact, username, close }: { contact: Contact; username: string; close: () => void }): ReactNode {
  const rename = useAction(RENAME, ["username", "reason"]);
  return (
    <Change
      title={t("Change the username")}
      go={t("Save")}
      action={rename}
      input={(given) => ({
        contactId: contact.id,
        username: given.text("username"),
        reason: given.optional("reason"),
      })}
      close={close}
    >
      <Field
        label={t("Username")}
        name="username"
        defaultValue={username}
        required
        autoCapitalize="none"
        spellCheck={false}
        faults={rename.faults}
      />
      <Field label={t("Reason (optional)")} name="reason" faults={rename.faults} />
    </Change>
  );
}

function Revoke({ contact, close }: { contact: Contact; close: () => void }): ReactNode {
  const revoke = useAction(REVOKE, ["reason"]);
  return (
    <Change
      title={t("Revoke the access of {name}", { name: contact.name })}
      about={t("Wherever they are signed in, they are signed out at once; open links end.")}
      go={t("Revoke access")}
      action={revoke}
      input={(given) => ({ contactId: contact.id, reason: given.optional("reason") })}
      close={close}
    >
      <Field label={t("Reason (optional)")} name="reason" faults={revoke.faults} />
    </Change>
  );
}
