// The people of a company, with what each may do.
import { useState, type ReactNode } from "react";
import { graphql, type ResultOf } from "../../api/graphql.ts";
import { useSession } from "../../session/session.tsx";
import { Section } from "../../ui/bits.tsx";
import { Endless } from "../../ui/endless.tsx";
import { membershipRight, membershipRole } from "../../words/people.ts";
import { t } from "../../words/words.ts";
import { AskForAccount } from "./ask_for_account.tsx";
import { AskForEnd } from "./ask_for_end.tsx";

const MEMBERS = graphql(`
  query Members($id: ID!, $after: String) {
    customer(id: $id) {
      id
      memberships(first: 20, after: $after) {
        nodes {
          id
          role
          rights
          contact {
            id
            name
            email
          }
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
`);

type Member = NonNullable<ResultOf<typeof MEMBERS>["customer"]>["memberships"]["nodes"][number];

export function People({ company }: { company: { id: string; viewerCanRequestAccess: boolean } }): ReactNode {
  const [isAsking, setAsking] = useState(false);
  const [leaver, setLeaver] = useState<Member["contact"] | null>(null);
  return (
    <Section
      title={t("People")}
      aside={
        company.viewerCanRequestAccess && (
          <button
            type="button"
            className="button"
            onClick={() => {
              setAsking(true);
            }}
          >
            {t("Ask for an account")}
          </button>
        )
      }
    >
      <Endless
        query={MEMBERS}
        variables={{ id: company.id }}
        pageOf={(data) => data.customer?.memberships}
        rows={(members) => <Rows of={members} {...(company.viewerCanRequestAccess && { end: setLeaver })} />}
        empty={null}
      />
      {isAsking && (
        <AskForAccount
          company={company}
          close={() => {
            setAsking(false);
          }}
        />
      )}
      {leaver && (
        <AskForEnd
          company={company}
          contact={leaver}
          close={() => {
            setLeaver(null);
          }}
        />
      )}
    </Section>
  );
}

function Rows({ of, end }: { of: Member[]; end?: (contact: Member["contact"]) => void }): ReactNode {
  const { viewer } = useSession();
  return (
    <ul className="rows">
      {of.map(({ id, role, rights, contact }) => (
        <li key={id} className="row">
          <span className="row-main">
            <span className="row-title">{contact.name}</span>
            <span className="row-more">{[membershipRole(role), contact.email].filter(Boolean).join(" · ")}</span>
            <span className="row-more">{rights.map(membershipRight).join(" · ")}</span>
          </span>
          {end && contact.id !== viewer.contact?.id && (
            <span className="row-side">
              <button
                type="button"
                className="button"
                aria-label={t("End access of {name}", { name: contact.name })}
                onClick={() => {
                  end(contact);
                }}
              >
                {t("End access")}
              </button>
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}
