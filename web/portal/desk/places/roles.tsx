// Who has a role on a property, from when to when.
import type { ReactNode } from "react";
import { Link } from "react-router";
import { useAction } from "../../api/action.ts";
import { FAULTS } from "../../api/faults.ts";
import { graphql, type Enum } from "../../api/graphql.ts";
import { Chip, Empty, Section } from "../../ui/bits.tsx";
import { Choice, Field } from "../../ui/fields.tsx";
import { day } from "../../words/formats.ts";
import { t } from "../../words/words.ts";
import { ACCESS_TONES, accessStatus, partyRoles } from "../names.ts";
import { Change, Do, Opens } from "../../ui/changes/change.tsx";
import { Find } from "../ui/find.tsx";
import { SITE, type Party, type Site } from "./site.ts";

const SET = graphql(
  `
    mutation SetParty($input: PartySetInput!) {
      partySet(input: $input) {
        site {
          ...Site
        }
        userErrors {
          ...Faults
        }
      }
    }
  `,
  [SITE, FAULTS],
);
const REMOVE = graphql(
  `
    mutation RemoveParty($input: PartyRemoveInput!) {
      partyRemove(input: $input) {
        site {
          ...Site
        }
        userErrors {
          ...Faults
        }
      }
    }
  `,
  [SITE, FAULTS],
);
const INVITE = graphql(
  `
    mutation InviteParty($input: InvitationSendInput!) {
      invitationSend(input: $input) {
        contact {
          id
          portalAccess {
            status
          }
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
  [FAULTS],
);

export function Roles({ site }: { site: Site }): ReactNode {
  const parties = site.parties.nodes;
  return (
    <Section title={t("Roles")}>
      {parties.length === 0 && <Empty title={t("Nobody has a role here")} />}
      {parties.map((party) => (
        <One key={party.id} site={site} party={party} />
      ))}
      {site.viewerCanGiveRole && (
        <div className="buttons">
          <Opens label={t("Give a role")}>{(close) => <GiveRole site={site} close={close} />}</Opens>
        </div>
      )}
    </Section>
  );
}

function One({ site, party }: { site: Site; party: Party }): ReactNode {
  const invite = useAction(INVITE);
  const remove = useAction(REMOVE);
  const { contact, role, startsOn, endsOn } = party;
  const status = contact.portalAccess?.status;
  const isWithoutAccess = status === "DISABLED" || status === "ENABLED";
  return (
    <article className="card" aria-label={contact.name}>
      <div className="card-head">
        <h3>
          <Link to={`/contacts/${contact.id}`}>{contact.name}</Link>
        </h3>
        {status && <Chip tone={ACCESS_TONES[status] ?? "calm"}>{accessStatus(status)}</Chip>}
      </div>
      <p className="row-more">
        {[
          partyRoles()[role],
          startsOn && t("from {day}", { day: day(startsOn) }),
          endsOn && t("until {day}", { day: day(endsOn) }),
        ]
          .filter(Boolean)
          .join(" · ")}
      </p>
      <div className="buttons">
        {party.viewerCanInvite && isWithoutAccess && (
          <Do label={t("Invite")} action={invite} input={{ to: { partyId: party.id } }} />
        )}
        {party.viewerCanUpdate && (
          <Opens label={t("Change the days")}>{(close) => <EditRole site={site} party={party} close={close} />}</Opens>
        )}
        {party.viewerCanRemove && (
          <Do label={t("Remove")} action={remove} input={{ id: party.id, version: party.version }} />
        )}
      </div>
    </article>
  );
}

function GiveRole({ site, close }: { site: Site; close: () => void }): ReactNode {
  const set = useAction(SET, ["contactId", "role", "startsOn", "endsOn"]);
  return (
    <Change
      title={t("Give a role on {site}", { site: site.name })}
      go={t("Give the role")}
      action={set}
      input={(given) => ({
        siteId: site.id,
        contactId: given.text("contactId"),
        role: given.one<Enum<"PartyRole">>("role"),
        startsOn: given.optional("startsOn"),
        endsOn: given.optional("endsOn"),
      })}
      close={close}
    >
      <Find label={t("Contact")} name="contactId" type="CONTACT" faults={set.faults} />
      <Choice label={t("Role")} name="role" faults={set.faults}>
        {Object.entries(partyRoles()).map(([value, name]) => (
          <option key={value} value={value}>
            {name}
          </option>
        ))}
      </Choice>
      <Days faults={set.faults} />
    </Change>
  );
}

function EditRole({ site, party, close }: { site: Site; party: Party; close: () => void }): ReactNode {
  const set = useAction(SET, ["startsOn", "endsOn"]);
  return (
    <Change
      title={t("Change the days")}
      go={t("Save")}
      action={set}
      input={(given) => ({
        siteId: site.id,
        contactId: party.contact.id,
        role: party.role,
        version: party.version,
        startsOn: given.optional("startsOn"),
        endsOn: given.optional("endsOn"),
      })}
      close={close}
    >
      <Days of={party} faults={set.faults} />
    </Change>
  );
}

function Days({ of, faults }: { of?: Party; faults: ReturnType<typeof useAction>["faults"] }): ReactNode {
  return (
    <div className="two">
      <Field
        label={t("First day (optional)")}
        name="startsOn"
        type="date"
        defaultValue={of?.startsOn ?? ""}
        faults={faults}
      />
      <Field
        label={t("Last day (optional)")}
        name="endsOn"
        type="date"
        defaultValue={of?.endsOn ?? ""}
        faults={faults}
      />
    </div>
  );
}
