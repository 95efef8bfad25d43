// The operator's people and their roles, which say what each may do.
import type { ReactNode } from "react";
import { useAction } from "../../api/action.ts";
import { FAULTS } from "../../api/faults.ts";
import { graphql, type ResultOf } from "../../api/graphql.ts";
import { useReading } from "../../api/reading.ts";
import { Chip, Heading, Section } from "../../ui/bits.tsx";
import { Choice, Field } from "../../ui/fields.tsx";
import { Loaded } from "../../ui/loaded.tsx";
import { t } from "../../words/words.ts";
import { Change, Do, Opens } from "../../ui/changes/change.tsx";
import { ROLE, Roles, type Role } from "./roles.tsx";

const MEMBER = graphql(`
  fragment Colleague on StaffMember {
    id
    version
    name
    email
    isActive
    viewerCanChangeRole
    viewerCanDeactivate
    viewerCanReactivate
    viewerCanUnlock
    role {
      id
      name
    }
  }
`);
const STAFF = graphql(
  `
    query Staff {
      staffMembers(first: 100) {
        nodes {
          ...Colleague
        }
      }
      staffRoles {
        ...Role
      }
    }
  `,
  [MEMBER, ROLE],
);
const INVITE = graphql(
  `
    mutation InviteStaff($input: StaffInviteInput!) {
      staffInvite(input: $input) {
        staffMember {
          ...Colleague
        }
        userErrors {
          ...Faults
        }
      }
    }
  `,
  [MEMBER, FAULTS],
);
const UPDATE = graphql(
  `
    mutation UpdateStaff($input: StaffUpdateInput!) {
      staffUpdate(input: $input) {
        staffMember {
          ...Colleague
        }
        userErrors {
          ...Faults
        }
      }
    }
  `,
  [MEMBER, FAULTS],
);
const UNLOCK = graphql(
  `
    mutation UnlockStaff($input: StaffUnlockInput!) {
      staffUnlock(input: $input) {
        staffMember {
          ...Colleague
        }
        userErrors {
          ...Faults
        }
      }
    }
  `,
  [MEMBER, FAULTS],
);

type Colleague = ResultOf<typeof MEMBER>;

export function StaffPage(): ReactNode {
  const reading = useReading(STAFF, {});
  return (
    <Loaded reading={reading} lines={8}>
      {({ staffMembers, staffRoles }) => (
        <>
          <div className="heading-with">
            <Heading title={t("Staff and roles")}>{t("Staff and roles")}</Heading>
            <Opens label={t("Invite a colleague")} isMain>
              {(close) => <Invite roles={staffRoles ?? []} close={close} />}
            </Opens>
          </div>
          <div className="columns">
            <Section title={t("Staff")}>
              {staffMembers?.nodes.map((colleague) => (
                <One key={colleague.id} colleague={colleague} roles={staffRoles ?? []} />
              ))}
            </Section>
            <Roles roles={staffRoles ?? []} />
          </div>
        </>
      )}
    </Loaded>
  );
}

function One({ colleague, roles }: { colleague: Colleague; roles: Role[] }): ReactNode {
  const update = useAction(UPDATE);
  const unlock = useAction(UNLOCK);
  const { id, version, name, email, role, isActive } = colleague;
  return (
    <article className="card" aria-label={name}>
      <div className="card-head">
        <h3>{name}</h3>
        {isActive ? <span className="chip">{role.name}</span> : <Chip tone="warn">{t("Deactivated")}</Chip>}
      </div>
      <p className="row-more">{email}</p>
      <div className="buttons">
        {colleague.viewerCanChangeRole && (
          <Opens label={t("Change the role")}>
            {(close) => <ChangeRole colleague={colleague} roles={roles} close={close} />}
          </Opens>
        )}
        {colleague.viewerCanUnlock && <Do label={t("Unlock")} action={unlock} input={{ id }} />}
        {colleague.viewerCanDeactivate && (
          <Do label={t("Deactivate")} action={update} input={{ id, version, isActive: false }} />
        )}
        {colleague.viewerCanReactivate && (
          <Do label={t("Reactivate")} action={update} input={{ id, version, isActive: true }} />
        )}
      </div>
    </article>
  );
}

const RoleOptions = ({ roles }: { roles: Role[] }): ReactNode =>
  roles
    .filter(({ viewerCanGive }) => viewerCanGive)
    .map(({ id, name }) => (
      <option key={id} value={id}>
        {name}
      </option>
    ));

function Invite({ roles, close }: { roles: Role[]; close: () => void }): ReactNode {
  const invite = useAction(INVITE, ["name", "email", "roleId"]);
  return (
    <Change
      title={t("Invite a colleague")}
      go={t("Invite")}
      action={invite}
      input={(given) => ({ name: given.text("name"), email: given.text("email"), roleId: given.text("roleId") })}
      close={close}
    >
      <Field label={t("Name")} name="name" required faults={invite.faults} />
      <Field label={t("E-mail")} name="email" type="email" required faults={invite.faults} />
      <Choice label={t("Role")} name="roleId" faults={invite.faults}>
        <RoleOptions roles={roles} />
      </Choice>
    </Change>
  );
}

function ChangeRole(props: { colleague: Colleague; roles: Role[]; close: () => void }): ReactNode {
  const { colleague, roles, close } = props;
  const update = useAction(UPDATE, ["roleId"]);
  return (
    <Change
      title={t("Change the role of {name}", { name: colleague.name })}
      go={t("Save")}
      action={update}
      input={(given) => ({ id: colleague.id, version: colleague.version, roleId: given.text("roleId") })}
      close={close}
    >
      <Choice label={t("Role")} name="roleId" defaultValue={colleague.role.id} faults={update.faults}>
        <RoleOptions roles={roles} />
      </Choice>
    </Change>
  );
}
