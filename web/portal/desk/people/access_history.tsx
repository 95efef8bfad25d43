// What has happened to a contact's portal access, newest first.
import type { ReactNode } from "react";
import { graphql } from "../../api/graphql.ts";
import { Empty, Moment, Section } from "../../ui/bits.tsx";
import { Endless } from "../../ui/endless.tsx";
import { t } from "../../words/words.ts";
import { accessActivity } from "../names.ts";

const HISTORY = graphql(`
  query AccessHistory($id: ID!, $after: String) {
    contact(id: $id) {
      id
      portalAccess {
        history(first: 10, after: $after) {
          nodes {
            id
            kind
            detail
            occurredAt
            actor {
              kind
              name
            }
          }
          pageInfo {
            hasNextPage
            endCursor
          }
        }
      }
    }
  }
`);

export function AccessHistory({ contact }: { contact: { id: string } }): ReactNode {
  return (
    <Section title={t("History of the access")}>
      <Endless
        query={HISTORY}
        variables={{ id: contact.id }}
        pageOf={(data) => data.contact?.portalAccess?.history}
        rows={(entries) => (
          <ol className="timeline">
            {entries.map(({ id, kind, detail, occurredAt, actor }) => (
              <li key={id} className="entry">
                <p className="entry-head">
                  <strong>{accessActivity(kind)}</strong>{" "}
                  {[actor.kind === "SYSTEM" ? t("Automatically") : actor.name, detail].filter(Boolean).join(" · ")}
                  <Moment at={occurredAt} relative />
                </p>
              </li>
            ))}
          </ol>
        )}
        empty={<Empty title={t("Nothing has happened yet")} />}
      />
    </Section>
  );
}
