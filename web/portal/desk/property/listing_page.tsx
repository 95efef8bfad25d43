// A listing as staff see it: what it offers, who asks about it, and who comes to look.
import "../../pages/property/property.css";
import type { ReactNode } from "react";
import { useParams } from "react-router";
import { graphql } from "../../api/graphql.ts";
import { useReading } from "../../api/reading.ts";
import { AboutListing, ListingHead, Offered } from "../../pages/property/listing_parts.tsx";
import { MakeOffer, Offers } from "../../pages/property/offers.tsx";
import { listingNamed } from "../../pages/property/rows.ts";
import { Viewings } from "../../pages/property/viewings.tsx";
import { Empty, Section } from "../../ui/bits.tsx";
import { Loaded, NotFound } from "../../ui/loaded.tsx";
import { Ribbon } from "../../ui/ribbon.tsx";
import { listingStatuses } from "../../words/property.ts";
import { t } from "../../words/words.ts";
import { useMay } from "../navigation.ts";
import { Opens } from "../../ui/changes/change.tsx";
import { Find } from "../ui/find.tsx";
import { ENQUIRIES, EnquiryCards, NewEnquiry } from "./enquiries.tsx";
import { STAFF_LISTING, type StaffListing } from "./listing.ts";
import { ListingFiles } from "./listing_files.tsx";
import { EditListing, MoveListing } from "./listing_form.tsx";
import { NewViewing, ViewingSteps } from "./viewing_steps.tsx";

const READ = graphql(
  `
    query DeskListing($by: ListingRef!) {
      listing(by: $by) {
        ...StaffListing
      }
    }
  `,
  [STAFF_LISTING],
);

export function DeskListingPage(): ReactNode {
  const { reference = "" } = useParams();
  const reading = useReading(READ, { by: listingNamed(reference) });
  return (
    <Loaded reading={reading} lines={8}>
      {({ listing }) => (listing ? <Shown listing={listing} /> : <NotFound />)}
    </Loaded>
  );
}

function Shown({ listing }: { listing: StaffListing }): ReactNode {
  const may = useMay();
  const manages = may(["MANAGE_PROPERTIES"]);
  const viewings = listing.viewings.nodes;
  return (
    <>
      <ListingHead listing={listing} />
      <Ribbon steps={listing.statusRibbon} nameOf={(status) => listingStatuses()[status] ?? status} />
      <div className="buttons actions">
        {listing.viewerCanChangeStatus && listing.nextStatuses.length > 0 && (
          <Opens label={t("Move")} isMain>
            {(close) => <MoveListing listing={listing} close={close} />}
          </Opens>
        )}
        {listing.viewerCanUpdate && (
          <Opens label={t("Change the listing")}>{(close) => <EditListing listing={listing} close={close} />}</Opens>
        )}
      </div>
      <div className="columns">
        <div>
          <Enquiries listing={listing} manages={manages} />
          <Section title={t("Offers")}>
            {listing.offers.nodes.length > 0 ? (
              <Offers offers={listing.offers.nodes} />
            ) : (
              <Empty title={t("No offers yet")} />
            )}
            {manages && (listing.status === "ON_THE_MARKET" || listing.status === "UNDER_OFFER") && (
              <div className="buttons">
                <Opens label={t("Record an offer")}>
                  {(close) => (
                    <MakeOffer
                      listing={listing}
                      close={close}
                      forWhom={(faults) => (
                        <Find label={t("Contact")} name="contactId" type="CONTACT" faults={faults} />
                      )}
                    />
                  )}
                </Opens>
              </div>
            )}
          </Section>
          <Section title={t("Viewings")}>
            {viewings.length > 0 ? (
              <Viewings viewings={viewings}>{(viewing) => <ViewingSteps viewing={viewing} />}</Viewings>
            ) : (
              <Empty title={t("No viewings")} />
            )}
            {manages && listing.closedAt === null && (
              <div className="buttons">
                <Opens label={t("New viewing")}>{(close) => <NewViewing listing={listing} close={close} />}</Opens>
              </div>
            )}
          </Section>
          <Offered listing={listing} />
        </div>
        <div>
          <AboutListing listing={listing} />
          <ListingFiles listing={listing} />
        </div>
      </div>
    </>
  );
}

function Enquiries({ listing, manages }: { listing: StaffListing; manages: boolean }): ReactNode {
  const reading = useReading(ENQUIRIES, { where: { listingId: [listing.id] } });
  return (
    <Section title={t("Enquiries")}>
      <Loaded reading={reading} lines={2}>
        {({ enquiries }) =>
          enquiries && enquiries.nodes.length > 0 ? (
            <EnquiryCards of={enquiries.nodes} />
          ) : (
            <Empty title={t("Nobody has asked about it yet")} />
          )
        }
      </Loaded>
      {manages && listing.closedAt === null && (
        <div className="buttons">
          <Opens label={t("New enquiry")}>{(close) => <NewEnquiry listing={listing} close={close} />}</Opens>
        </div>
      )}
    </Section>
  );
}
