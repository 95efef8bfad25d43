// What customers' administrators ask for: accounts for colleagues, and their end.
import type { ReactNode } from "react";
import { Link, useSearchParams } from "react-router";
import { useAction } from "../../api/action.ts";
import { FAULTS } from "../../api/faults.ts";
import { graphql, type Enum, type ResultOf } from "../../api/graphql.ts";
import { Chip, Empty, Heading, Moment, type Tone } from "../../ui/bits.tsx";
import { Endless } from "../../ui/endless.tsx";
import { Field } from "../../ui/fields.tsx";
import { Selected } from "../../ui/search.tsx";
import { t } from "../../words/words.ts";
import { membershipRoles, rights } from "../names.ts";
import { Change, Opens } from "../../ui/changes/change.tsx";

const REQUEST = graphql(`
  fragment AccessRequest on AccessRequest {
    id
    version
    kind
    status
    name
    email
    reason
    comment
    role
    rights
    requestedAt
    resolvedAt
    viewerCanResolve
    contact {
      id
      name
    }
    customer {
      id
      name
      code
    }
    requestedBy {
      name
    }
    resolvedBy {
      name
    }
  }
`);
const REQUESTS = graphql(
  `
    query AccessRequests($where: AccessRequestWhere, $after: String) {
      accessRequests(where: $where, first: 20, after: $after) {
        nodes {
          ...AccessRequest
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
const RESOLVE = graphql(
  `
    mutation ResolveAccessRequest($input: AccessRequestResolveInput!) {
      accessRequestResolve(input: $input) {
        accessRequest {
          ...AccessRequest
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
  [REQUEST, FAULTS],
);

type Request = ResultOf<typeof REQUEST>;

const TONES: Record<Request["status"], Tone> = { OPEN: "warn", GRANTED: "good", REFUSED: "calm" };

export function AccessRequests(): ReactNode {
  const [asked] = useSearchParams();
  const show = asked.get("show") ?? "OPEN";
  const where = show === "all" ? null : { status: [show as Enum<"AccessRequestStatus">] };
  return (
    <>
      <Heading title={t("Access requests")}>{t("Access requests")}</Heading>
      <div className="tools">
        <Selected
          label={t("Show")}
          name="show"
          options={[
            ["", t("Open")],
            ["GRANTED", t("Granted")],
            ["REFUSED", t("Refused")],
            ["all", t("All")],
          ]}
        />
      </div>
      <div className="list padded">
        <Endless
          key={show}
          query={REQUESTS}
          variables={{ where }}
          pageOf={(data) => data.accessRequests}
          rows={(requests) => requests.map((request) => <One key={request.id} request={request} />)}
          empty={<Empty title={t("No requests wait")} />}
        />
      </div>
    </>
  );
}

function One({ request }: { request: Request }): ReactNode {
  const { kind, contact, name, email, customer, role, status } = request;
  const who = contact ? <Link to={`/contacts/${contact.id}`}>{contact.name}</Link> : [name, email].join(", ");
  const names = { OPEN: t("Open"), GRANTED: t("Granted"), REFUSED: t("Refused") };
  return (
    <article className="card" aria-label={contact?.name ?? name ?? ""}>
      <div className="card-head">
        <h2>
          {kind === "NEW_ACCOUNT" ? t("Account for") : t("End the access of")} {who}
        </h2>
        <Chip tone={TONES[status]}>{names[status]}</Chip>
      </div>
      <p className="row-more">
        <Link to={`/customers/${customer.code}`}>{customer.name}</Link>
        {role && ` · ${membershipRoles()[role] ?? role}`}
        {request.rights && ` · ${request.rights.map((right) => rights()[right]).join(", ")}`}
      </p>
      {request.reason && <p className="said">{request.reason}</p>}
      <p className="row-more">
        {t("Asked by {name}", { name: request.requestedBy.name })}, <Moment at={request.requestedAt} relative />
      </p>
      {request.resolvedBy && (
        <p className="row-more">
          {t("Answered by {name}", { name: request.resolvedBy.name })}
          {request.comment && `: ${request.comment}`}
        </p>
      )}
      {request.viewerCanResolve && (
        <div className="buttons">
          <Opens label={t("Grant")} isMain>
            {(close) => <Resolve request={request} grant close={close} />}
          </Opens>
          <Opens label={t("Refuse")}>{(close) => <Resolve request={request} grant={false} close={close} />}</Opens>
        </div>
      )}
    </article>
  );
}

function Resolve(props: { request: Request; grant: boolean; close: () => void }): ReactNode {
  const { request, grant, close } = props;
  const resolve = useAction(RESOLVE, ["comment"]);
  return (
    <Change
      title={grant ? t("Grant the request") : t("Refuse the request")}
      go={grant ? t("Grant") : t("Refuse")}
      action={resolve}
      input={(given) => ({
        id: request.id,
        version: request.version,
        grant,
        comment: given.optional("comment"),
      })}
      close={close}
    >
      <Field label={t("Comment (optional)")} name="comment" faults={resolve.faults} />
    </Change>
  );
}
