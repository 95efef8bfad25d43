// The companies that a contact belongs to, with the role and the rights there.
import type { ReactNode } from "react";
import { Link } from "react-router";
import { useAction } from "../../api/action.ts";
import { FAULTS } from "../../api/faults.ts";
import { graphql, type Enum } from "../../api/graphql.ts";
import { Empty, Section } from "../../ui/bits.tsx";
import { Choice, Field } from "../../ui/fields.tsx";
import { t } from "../../words/words.ts";
import { membershipRoles, rights } from "../names.ts";
import { useMay } from "../navigation.ts";
import { Change, Opens } from "../../ui/changes/change.tsx";
import { Find } from "../ui/find.tsx";
import { Ticks } from "../ui/ticks.tsx";
import { CONTACT, type Contact } from "./contact.ts";

const SET = graphql(
  `
    mutation SetMembership($input: MembershipSetInput!) {
      membershipSet(input: $input) {
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
const REMOVE = graphql(
  `
    mutation RemoveMembership($input: MembershipRemoveInput!) {
      membershipRemove(input: $input) {
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

type Membership = Contact["memberships"]["nodes"][number];

export function Memberships({ contact }: { contact: Contact }): ReactNode {
  const may = useMay();
  const memberships = contact.memberships.nodes;
  return (
    <Section title={t("Companies")}>
      {memberships.length === 0 && <Empty title={t("Belongs to no company")} />}
      {memberships.map((membership) => (
        <One key={membership.id} contact={contact} membership={membership} />
      ))}
      {may(["MANAGE_CONTACTS"]) && contact.archivedAt === null && (
        <div className="buttons">
          <Opens label={t("Add to a company")}>{(close) => <Join contact={contact} close={close} />}</Opens>
        </div>
      )}
    </Section>
  );
}

function One({ contact, membership }: { contact: Contact; membership: Membership }): ReactNode {
  const { customer, role } = membership;
  return (
    <article className="card" aria-label={customer.name}>
      <div className="card-head">
        <h3>
          <Link to={`/customers/${customer.code}`}>{customer.name}</Link>
        </h3>
        <span className="chip">{membershipRoles()[role]}</span>
      </div>
      <p className="row-more">{membership.rights.map((right) => rights()[right]).join(" · ")}</p>
      <div className="buttons">
        {membership.viewerCanUpdate && (
          <Opens label={t("Change the rights")}>
            {(close) => <EditMembership contact={contact} membership={membership} close={close} />}
          </Opens>
        )}
        {membership.viewerCanRemove && (
          <Opens label={t("Remove")}>
            {(close) => <Leave contact={contact} membership={membership} close={close} />}
          </Opens>
        )}
      </div>
    </article>
  );
}

function EditMembership(props: { contact: Contact; membership: Membership; close: () => void }): ReactNode {
  const { contact, membership, close } = props;
  const set = useAction(SET, ["role", "rights"]);
  const { customer } = membership;
  return (
    <Change
      title={t("{name} at {company}", { name: contact.name, company: customer.name })}
      go={t("Save")}
      action={set}
      input={(given) => ({
        contactId: contact.id,
        customerId: customer.id,
        version: membership.version,
        role: given.one<Enum<"MembershipRole">>("role"),
        rights: given.all<Enum<"MembershipRight">>("rights"),
      })}
      close={close}
    >
      <RoleAndRights membership={membership} />
    </Change>
  );
}

function RoleAndRights({ membership }: { membership?: Membership }): ReactNode {
  return (
    <>
      <Choice label={t("Role")} name="role" defaultValue={membership?.role ?? "MEMBER"}>
        {Object.entries(membershipRoles()).map(([value, name]) => (
          <option key={value} value={value}>
            {name}
          </option>
        ))}
      </Choice>
      <Ticks
        label={t("Rights")}
        name="rights"
        options={Object.entries(rights())}
        chosen={membership?.rights ?? ["ORDERS", "INVOICES"]}
      />
    </>
  );
}

function Join({ contact, close }: { contact: Contact; close: () => void }): ReactNode {
  const set = useAction(SET, ["customerId", "role", "rights"]);
  return (
    <Change
      title={t("Add {name} to a company", { name: contact.name })}
      go={t("Add")}
      action={set}
      input={(given) => ({
        contactId: contact.id,
        customerId: given.text("customerId"),
        role: given.one<Enum<"MembershipRole">>("role"),
        rights: given.all<Enum<"MembershipRight">>("rights"),
      })}
      close={close}
    >
      <Find label={t("Company")} name="customerId" type="CUSTOMER" faults={set.faults} />
      <RoleAndRights />
    </Change>
  );
}

function Leave(props: { contact: Contact; membership: Membership; close: () => void }): ReactNode {
  const { contact, membership, close } = props;
  const { customer } = membership;
  const remove = useAction(REMOVE, ["reason"]);
  return (
    <Change
      title={t("Remove {name} from {company}", { name: contact.name, company: customer.name })}
      go={t("Remove")}
      action={remove}
      input={(given) => ({
        contactId: contact.id,
        customerId: customer.id,
        version: membership.version,
        reason: given.optional("reason"),
      })}
      close={close}
    >
      <Field label={t("Reason (optional)")} name="reason" faults={remove.faults} />
    </Change>
  );
}
