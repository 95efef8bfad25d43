// What the administrators of a company have asked for, and what became of it.
import type { ReactNode } from "react";
import { graphql } from "../../api/graphql.ts";
import { Chip, Empty, Moment, Section } from "../../ui/bits.tsx";
import { Endless } from "../../ui/endless.tsx";
import { REQUEST_TONES, requestStatus } from "../../words/people.ts";
import { t } from "../../words/words.ts";
import { REQUEST, type AccessRequest } from "./request.ts";

const REQUESTS = graphql(
  `
    query AccessRequests($customer: [ID!], $after: String) {
      accessRequests(where: { customerId: $customer }, first: 20, after: $after) {
        nodes {
          ...Request
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  `,
  [REQUEST],
);

export function AccessRequests({ company }: { company: { id: string } }): ReactNode {
  return (
    <Section title={t("Access requests")}>
      <Endless
        query={REQUESTS}
        variables={{ customer: [company.id] }}
        pageOf={(data) => data.accessRequests}
        rows={(requests) => <Rows of={requests} />}
        empty={<Empty title={t("No requests yet")} />}
      />
    </Section>
  );
}

function Rows({ of }: { of: AccessRequest[] }): ReactNode {
  return (
    <ul className="rows">
      {of.map((request) => (
        <li key={request.id} className="row">
          <span className="row-main">
            <span className="row-title">{request.contact?.name ?? request.name ?? request.email}</span>
            <span className="row-more">
              {request.kind === "DEACTIVATION" ? t("End of access") : t("Account")}
              {" · "}
              <Moment at={request.resolvedAt ?? request.requestedAt} relative />
            </span>
            {request.reason && <span className="row-more">{request.reason}</span>}
            {request.comment && <span className="row-more">{request.comment}</span>}
          </span>
          <span className="row-side">
            <Chip tone={REQUEST_TONES[request.status] ?? "calm"}>{requestStatus(request.status)}</Chip>
          </span>
        </li>
      ))}
    </ul>
  );
}
