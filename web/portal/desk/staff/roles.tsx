// The roles of staff: each is a set of permissions.
import type { ReactNode } from "react";
import { useAction } from "../../api/action.ts";
import { FAULTS } from "../../api/faults.ts";
import { graphql, type ResultOf } from "../../api/graphql.ts";
import { Section } from "../../ui/bits.tsx";
import { Field } from "../../ui/fields.tsx";
import { t } from "../../words/words.ts";
import { permissions } from "../names.ts";
import type { Permission } from "../navigation.ts";
import { Change, Do, Opens } from "../../ui/changes/change.tsx";
import { Ticks } from "../ui/ticks.tsx";

export const ROLE = graphql(`
  fragment Role on StaffRole {
    id
    version
    name
    permissions
    viewerCanGive
    viewerCanUpdate
    viewerCanRemove
  }
`);
const SET = graphql(
  `
    mutation SetRole($input: StaffRoleSetInput!) {
      staffRoleSet(input: $input) {
        staffRole {
          ...Role
        }
        userErrors {
          ...Faults
        }
      }
    }
  `,
  [ROLE, FAULTS],
);
const REMOVE = graphql(
  `
    mutation RemoveRole($input: StaffRoleRemoveInput!) {
      staffRoleRemove(input: $input) {
        userErrors {
          ...Faults
        }
      }
    }
  `,
  [FAULTS],
);

export type Role = ResultOf<typeof ROLE>;

export function Roles({ roles }: { roles: Role[] }): ReactNode {
  return (
    <Section title={t("Roles")}>
      {roles.map((role) => (
        <One key={role.id} role={role} />
      ))}
      <div className="buttons">
        <Opens label={t("New role")}>{(close) => <EditRole close={close} />}</Opens>
      </div>
    </Section>
  );
}

function One({ role }: { role: Role }): ReactNode {
  const remove = useAction(REMOVE);
  return (
    <article className="card" aria-label={role.name}>
      <h3>{role.name}</h3>
      <p className="row-more">{role.permissions.map((permission) => permissions()[permission]).join(" · ")}</p>
      <div className="buttons">
        {role.viewerCanUpdate && <Opens label={t("Change")}>{(close) => <EditRole role={role} close={close} />}</Opens>}
        {role.viewerCanRemove && (
          <Do label={t("Remove")} action={remove} input={{ id: role.id, version: role.version }} />
        )}
      </div>
    </article>
  );
}

function EditRole({ role, close }: { role?: Role; close: () => void }): ReactNode {
  const set = useAction(SET, ["name", "permissions"]);
  return (
    <Change
      title={role ? t("Change the role “{name}”", { name: role.name }) : t("New role")}
      go={t("Save")}
      action={set}
      input={(given) => ({
        ...(role && { id: role.id, version: role.version }),
        name: given.text("name"),
        permissions: given.all<Permission>("permissions"),
      })}
      close={close}
    >
      <Field label={t("Name")} name="name" required defaultValue={role?.name} faults={set.faults} />
      <Ticks
        label={t("May work with")}
        name="permissions"
        options={Object.entries(permissions())}
        chosen={role?.permissions ?? []}
        faults={set.faults}
      />
    </Change>
  );
}
