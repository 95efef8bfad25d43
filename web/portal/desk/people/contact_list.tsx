// The contacts: searched and filtered by the address.
import type { ReactNode } from "react";
import { useNavigate, useSearchParams } from "react-router";
import { useAction } from "../../api/action.ts";
import { FAULTS } from "../../api/faults.ts";
import { graphql, type Enum, type VariablesOf } from "../../api/graphql.ts";
import { Chip, Empty, Heading } from "../../ui/bits.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Endless } from "../../ui/endless.tsx";
import { Search, Selected } from "../../ui/search.tsx";
import { t } from "../../words/words.ts";
import { ACCESS_TONES, accessStatus, accessStatuses } from "../names.ts";
import { useMay } from "../navigation.ts";
import { Form, Opens } from "../../ui/changes/change.tsx";
import { Choose, useChosen } from "../ui/chosen.tsx";
import { Row } from "../ui/rows.tsx";
import { ContactFields, detailsIn, FIELDS } from "./contact_form.tsx";
import { InviteMany } from "./invite_many.tsx";

const CONTACTS = graphql(`
  query Contacts($where: ContactWhere, $search: String, $after: String) {
    contacts(where: $where, search: $search, first: 25, after: $after) {
      nodes {
        id
        name
        email
        archivedAt
        portalAccess {
          status
          isLocked
          viewerCanInvite
        }
        memberships(first: 3) {
          nodes {
            id
            customer {
              id
              name
            }
          }
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);
const CREATE = graphql(
  `
    mutation CreateContact($input: ContactCreateInput!) {
      contactCreate(input: $input) {
        contact {
          id
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

type Where = NonNullable<VariablesOf<typeof CONTACTS>["where"]>;

export function ContactList(): ReactNode {
  const [asked] = useSearchParams();
  const may = useMay();
  const chosen = useChosen<{ id: string; name: string }>();
  const access = asked.get("access");
  const where: Where = {
    ...(access && { portalStatus: [access as Enum<"PortalAccessStatus">] }),
    ...(asked.get("show") === "archived" && { isArchived: true }),
  };
  return (
    <>
      <div className="heading-with">
        <Heading title={t("Contacts")}>{t("Contacts")}</Heading>
        {may(["MANAGE_CONTACTS"]) && (
          <Opens label={t("New contact")} isMain>
            {(close) => <NewContact close={close} />}
          </Opens>
        )}
      </div>
      <div className="tools">
        <Search label={t("Search in contacts")} />
        {may(["MANAGE_PORTAL_ACCESS", "VIEW_AUDIT"]) && (
          <Selected
            label={t("Portal access")}
            name="access"
            options={[["", t("All")], ...Object.entries(accessStatuses())]}
          />
        )}
        <Selected
          label={t("Show")}
          name="show"
          options={[
            ["", t("Not archived")],
            ["archived", t("Archived")],
          ]}
        />
      </div>
      <div className="list">
        <Endless
          key={asked.toString()}
          query={CONTACTS}
          variables={{ where, search: asked.get("search") }}
          pageOf={(data) => data.contacts}
          rows={(contacts) => (
            <ul className="rows">
              {contacts.map(({ id, name, email, portalAccess, memberships }) => (
                <Row
                  key={id}
                  to={`/contacts/${id}`}
                  before={portalAccess?.viewerCanInvite && <Choose row={{ id, name }} name={name} of={chosen} />}
                  title={name}
                  more={[email, ...memberships.nodes.map(({ customer }) => customer.name)]}
                >
                  {portalAccess?.isLocked && <Chip tone="bad">{t("Locked")}</Chip>}
                  {portalAccess && (
                    <Chip tone={ACCESS_TONES[portalAccess.status] ?? "calm"}>{accessStatus(portalAccess.status)}</Chip>
                  )}
                </Row>
              ))}
            </ul>
          )}
          empty={<Empty title={t("Nothing found")} />}
        />
        <InviteMany chosen={chosen} />
      </div>
    </>
  );
}

function NewContact({ close }: { close: () => void }): ReactNode {
  const create = useAction(CREATE, FIELDS);
  const navigate = useNavigate();
  return (
    <Dialog title={t("New contact")} close={close}>
      <Form
        go={t("Add")}
        action={create}
        input={detailsIn}
        done={({ contact }) => void navigate(`/contacts/${contact?.id ?? ""}`)}
        back={close}
      >
        <ContactFields faults={create.faults} />
      </Form>
    </Dialog>
  );
}
