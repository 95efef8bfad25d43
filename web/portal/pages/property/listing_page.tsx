// A listing: how far it is, what it offers, and what the reader can do about it.
import "./property.css";
import type { ReactNode } from "react";
import { useParams } from "react-router";
import { graphql, type ResultOf } from "../../api/graphql.ts";
import { useReading } from "../../api/reading.ts";
import { Opens } from "../../ui/changes/change.tsx";
import { useSession } from "../../session/session.tsx";
import { Section } from "../../ui/bits.tsx";
import { Loaded, NotFound } from "../../ui/loaded.tsx";
import { Ribbon } from "../../ui/ribbon.tsx";
import { listingStatuses } from "../../words/property.ts";
import { t } from "../../words/words.ts";
import { AskAbout, Asked, ENQUIRY } from "./enquiry.tsx";
import { WHOLE_LISTING } from "./listing.ts";
import { AboutListing, ListingHead, Offered } from "./listing_parts.tsx";
import { MakeOffer, Offers } from "./offers.tsx";
import { listingNamed } from "./rows.ts";
import { AskForViewing, Viewings } from "./viewings.tsx";

const READ = graphql(
  `
    query Listing($by: ListingRef!) {
      listing(by: $by) {
        ...WholeListing
        site {
          parties(first: 20) {
            nodes {
              id
              role
              contact {
                id
              }
            }
          }
        }
      }
    }
  `,
  [WHOLE_LISTING],
);
const ENQUIRIES = graphql(
  `
    query OwnEnquiries($id: ID!) {
      enquiries(where: { listingId: [$id], isOpen: true }, first: 1) {
        nodes {
          ...Enquiry
        }
      }
    }
  `,
  [ENQUIRY],
);

type Listing = NonNullable<ResultOf<typeof READ>["listing"]>;

export function ListingPage(): ReactNode {
  const { reference = "" } = useParams();
  const reading = useReading(READ, { by: listingNamed(reference) });
  return (
    <Loaded reading={reading} lines={8}>
      {({ listing }) => (listing ? <Shown listing={listing} /> : <NotFound />)}
    </Loaded>
  );
}

function Shown({ listing }: { listing: Listing }): ReactNode {
  const { viewer } = useSession();
  const own = listing.site?.parties.nodes.filter(({ contact }) => contact.id === viewer.contact?.id) ?? [];
  const isOwner = own.some(({ role }) => role === "LANDLORD" || role === "VENDOR");
  const [viewings, offers] = [listing.viewings.nodes, listing.offers.nodes];
  return (
    <>
      <ListingHead listing={listing} />
      {!isOwner && <Interest listing={listing} />}
      <Ribbon steps={listing.statusRibbon} nameOf={(status) => listingStatuses()[status] ?? status} />
      <div className="columns">
        <div>
          <Offered listing={listing} />
          {offers.length > 0 && (
            <Section title={t("Offers")}>
              <Offers offers={offers} />
            </Section>
          )}
          {viewings.length > 0 && (
            <Section title={t("Viewings")}>
              <Viewings viewings={viewings} />
            </Section>
          )}
        </div>
        <div>
          <AboutListing listing={listing} />
        </div>
      </div>
    </>
  );
}

/** What an applicant, or whoever may become one, can do. */
function Interest({ listing }: { listing: Listing }): ReactNode {
  const reading = useReading(ENQUIRIES, { id: listing.id });
  const enquiry = reading.data?.enquiries?.nodes[0];
  const isOpen = listing.closedAt === null;
  const takesOffers = listing.status === "ON_THE_MARKET" || listing.status === "UNDER_OFFER";
  const hasOffer = listing.offers.nodes.some(({ status }) => status === "MADE" || status === "ACCEPTED");
  return (
    <>
      {enquiry && <Asked enquiry={enquiry} />}
      {isOpen && reading.data && (
        <div className="buttons property-actions">
          <Opens label={t("Ask for a viewing")} isMain>
            {(close) => <AskForViewing listing={listing} close={close} />}
          </Opens>
          {enquiry && takesOffers && !hasOffer && (
            <Opens label={t("Make an offer")}>{(close) => <MakeOffer listing={listing} close={close} />}</Opens>
          )}
          {!enquiry && (
            <Opens label={t("Ask about it")}>{(close) => <AskAbout listing={listing} close={close} />}</Opens>
          )}
        </div>
      )}
    </>
  );
}
