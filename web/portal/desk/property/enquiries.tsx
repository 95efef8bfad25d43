// Who asks about listings: kept for those who call, and closed.
import type { ReactNode } from "react";
import { Link } from "react-router";
import { useAction } from "../../api/action.ts";
import { FAULTS } from "../../api/faults.ts";
import { graphql, type Enum, type ResultOf } from "../../api/graphql.ts";
import { listingPath } from "../../pages/property/rows.ts";
import { Chip } from "../../ui/bits.tsx";
import { Area, Choice } from "../../ui/fields.tsx";
import { dayOf } from "../../words/formats.ts";
import { t } from "../../words/words.ts";
import { enquirySources } from "../names.ts";
import { Change, Opens } from "../../ui/changes/change.tsx";
import { Find } from "../ui/find.tsx";

const ENQUIRY = graphql(`
  fragment StaffEnquiry on Enquiry {
    id
    version
    source
    message
    createdAt
    closedAt
    closeReason
    viewerCanClose
    contact {
      id
      name
    }
    listing {
      id
      reference
      headline
    }
  }
`);
export const ENQUIRIES = graphql(
  `
    query DeskEnquiries($where: EnquiryWhere, $after: String) {
      enquiries(where: $where, first: 25, after: $after) {
        nodes {
          ...StaffEnquiry
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  `,
  [ENQUIRY],
);
const CREATE = graphql(
  `
    mutation CreateEnquiry($input: EnquiryCreateInput!) {
      enquiryCreate(input: $input) {
        enquiry {
          ...StaffEnquiry
        }
        userErrors {
          ...Faults
        }
      }
    }
  `,
  [ENQUIRY, FAULTS],
);
const CLOSE = graphql(
  `
    mutation CloseAnEnquiry($input: EnquiryCloseInput!) {
      enquiryClose(input: $input) {
        enquiry {
          ...StaffEnquiry
        }
        userErrors {
          ...Faults
        }
      }
    }
  `,
  [ENQUIRY, FAULTS],
);

type Enquiry = ResultOf<typeof ENQUIRY>;

/** Enquiries as cards; with `isOfSeveral`, each names its listing. */
export function EnquiryCards({ of, isOfSeveral = false }: { of: Enquiry[]; isOfSeveral?: boolean }): ReactNode {
  return of.map((enquiry) => (
    <article key={enquiry.id} className="card" aria-label={enquiry.contact?.name}>
      <div className="card-head">
        <h3>{enquiry.contact && <Link to={`/contacts/${enquiry.contact.id}`}>{enquiry.contact.name}</Link>}</h3>
        <Chip tone={enquiry.closedAt ? "calm" : "busy"}>{enquiry.closedAt ? t("Closed") : t("Open")}</Chip>
      </div>
      {isOfSeveral && enquiry.listing && (
        <p>
          <Link to={listingPath(enquiry.listing)}>{enquiry.listing.headline}</Link>
        </p>
      )}
      <p className="row-more">{[enquirySources()[enquiry.source], dayOf(enquiry.createdAt)].join(" · ")}</p>
      {enquiry.message && <p className="said">{enquiry.message}</p>}
      {enquiry.closeReason && <q>{enquiry.closeReason}</q>}
      {enquiry.viewerCanClose && (
        <div className="buttons">
          <Opens label={t("Close the enquiry")}>{(close) => <CloseEnquiry enquiry={enquiry} close={close} />}</Opens>
        </div>
      )}
    </article>
  ));
}

function CloseEnquiry({ enquiry, close }: { enquiry: Enquiry; close: () => void }): ReactNode {
  const shut = useAction(CLOSE, ["reason"]);
  return (
    <Change
      title={t("Close the enquiry")}
      about={t("The role that it gave ends, and so does everything that it showed.")}
      go={t("Close the enquiry")}
      action={shut}
      input={(given) => ({ id: enquiry.id, version: enquiry.version, reason: given.optional("reason") })}
      close={close}
    >
      <Area label={t("Reason (optional)")} name="reason" rows={2} faults={shut.faults} />
    </Change>
  );
}

export function NewEnquiry({ listing, close }: { listing: { id: string }; close: () => void }): ReactNode {
  const create = useAction(CREATE, ["contactId", "source", "message"]);
  return (
    <Change
      title={t("New enquiry")}
      about={t("Whoever asks becomes an applicant of the property.")}
      go={t("Save")}
      action={create}
      input={(given) => ({
        listingId: listing.id,
        contactId: given.text("contactId"),
        source: given.one<Enum<"EnquirySource">>("source"),
        message: given.optional("message"),
      })}
      close={close}
    >
      <Find label={t("Contact")} name="contactId" type="CONTACT" faults={create.faults} />
      <Choice label={t("How it came in")} name="source" defaultValue="PHONE" faults={create.faults}>
        {Object.entries(enquirySources()).map(([value, name]) => (
          <option key={value} value={value}>
            {name}
          </option>
        ))}
      </Choice>
      <Area label={t("What they said (optional)")} name="message" rows={3} faults={create.faults} />
    </Change>
  );
}
