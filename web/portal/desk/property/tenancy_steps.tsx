// How a tenancy goes on: notice, its end, and who lives there.
import type { ReactNode } from "react";
import { useAction } from "../../api/action.ts";
import { FAULTS } from "../../api/faults.ts";
import { graphql, type Enum } from "../../api/graphql.ts";
import { Choice, Field } from "../../ui/fields.tsx";
import { noticeSides } from "../../words/property.ts";
import { t } from "../../words/words.ts";
import { Change, Do, Opens } from "../../ui/changes/change.tsx";
import { Find } from "../ui/find.tsx";
import { STAFF_TENANCY, type StaffTenancy } from "./tenancy.ts";

const ACTIVATE = graphql(
  `
    mutation ActivateTenancy($input: TenancyActivateInput!) {
      tenancyActivate(input: $input) {
        tenancy {
          ...StaffTenancy
        }
        userErrors {
          ...Faults
        }
      }
    }
  `,
  [STAFF_TENANCY, FAULTS],
);
const NOTICE = graphql(
  `
    mutation GiveNotice($input: TenancyNoticeGiveInput!) {
      tenancyNoticeGive(input: $input) {
        tenancy {
          ...StaffTenancy
        }
        userErrors {
          ...Faults
        }
      }
    }
  `,
  [STAFF_TENANCY, FAULTS],
);
const END = graphql(
  `
    mutation EndTenancy($input: TenancyEndInput!) {
      tenancyEnd(input: $input) {
        tenancy {
          ...StaffTenancy
        }
        userErrors {
          ...Faults
        }
      }
    }
  `,
  [STAFF_TENANCY, FAULTS],
);
const ADD = graphql(
  `
    mutation AddTenant($input: TenancyTenantAddInput!) {
      tenancyTenantAdd(input: $input) {
        tenancy {
          ...StaffTenancy
        }
        userErrors {
          ...Faults
        }
      }
    }
  `,
  [STAFF_TENANCY, FAULTS],
);
const REMOVE = graphql(
  `
    mutation RemoveTenant($input: TenancyTenantRemoveInput!) {
      tenancyTenantRemove(input: $input) {
        tenancy {
          ...StaffTenancy
        }
        userErrors {
          ...Faults
        }
      }
    }
  `,
  [STAFF_TENANCY, FAULTS],
);

interface Props {
  tenancy: StaffTenancy;
  close: () => void;
}

export function Activate({ tenancy }: { tenancy: StaffTenancy }): ReactNode {
  const activate = useAction(ACTIVATE);
  return <Do label={t("Agree to it")} isMain action={activate} input={{ id: tenancy.id, version: tenancy.version }} />;
}

export function GiveNotice({ tenancy, close }: Props): ReactNode {
  const give = useAction(NOTICE, ["noticeBy", "givenOn", "endsOn"]);
  return (
    <Change
      title={t("Notice")}
      about={t("Rent for days after the last one is taken back at once.")}
      go={t("Record the notice")}
      action={give}
      input={(given) => ({
        id: tenancy.id,
        version: tenancy.version,
        noticeBy: given.one<Enum<"NoticeSide">>("noticeBy"),
        givenOn: given.optional("givenOn"),
        endsOn: given.text("endsOn"),
      })}
      close={close}
    >
      <Choice label={t("Who gives notice")} name="noticeBy" faults={give.faults}>
        {Object.entries(noticeSides()).map(([value, name]) => (
          <option key={value} value={value}>
            {name}
          </option>
        ))}
      </Choice>
      <Field
        label={t("Given on")}
        name="givenOn"
        type="date"
        hint={t("Today, if nothing is entered.")}
        faults={give.faults}
      />
      <Field label={t("Last day")} name="endsOn" type="date" required faults={give.faults} />
    </Change>
  );
}

export function EndTenancy({ tenancy, close }: Props): ReactNode {
  const end = useAction(END, ["endedOn"]);
  return (
    <Change
      title={t("End the tenancy")}
      about={t("Its tenants see nothing of the property any more.")}
      go={t("End it")}
      action={end}
      input={(given) => ({ id: tenancy.id, version: tenancy.version, endedOn: given.optional("endedOn") })}
      close={close}
      isGrave
    >
      <Field
        label={t("Last day")}
        name="endedOn"
        type="date"
        hint={t("Today, if nothing is entered.")}
        faults={end.faults}
      />
    </Change>
  );
}

/** The people who live there. */
export function TenantCards({ tenancy }: { tenancy: StaffTenancy }): ReactNode {
  const remove = useAction(REMOVE);
  return (
    <>
      {tenancy.tenants.map(({ id, name }) => (
        <article key={id} className="card" aria-label={name}>
          <div className="card-head">
            <h3>{name}</h3>
          </div>
          {tenancy.viewerCanUpdate && (
            <Do
              label={t("Remove")}
              action={remove}
              input={{ id: tenancy.id, version: tenancy.version, contactId: id }}
            />
          )}
        </article>
      ))}
      {tenancy.viewerCanUpdate && (
        <div className="buttons">
          <Opens label={t("Add a tenant")}>{(close) => <AddTenant tenancy={tenancy} close={close} />}</Opens>
        </div>
      )}
    </>
  );
}

function AddTenant({ tenancy, close }: Props): ReactNode {
  const add = useAction(ADD, ["contactId"]);
  return (
    <Change
      title={t("Add a tenant")}
      go={t("Add")}
      action={add}
      input={(given) => ({ id: tenancy.id, version: tenancy.version, contactId: given.text("contactId") })}
      close={close}
    >
      <Find label={t("Contact")} name="contactId" type="CONTACT" faults={add.faults} />
    </Change>
  );
}
