// Everything on the market, and who is interested: listings, enquiries, searches and viewings, each asked for by the address.
import "../../pages/property/property.css";
import type { ReactNode } from "react";
import { Link, NavLink, useSearchParams } from "react-router";
import { askedListings, LISTINGS, ListingTools } from "../../pages/property/listing_list.tsx";
import { ListingRows } from "../../pages/property/listing_rows.tsx";
import { RequirementCards } from "../../pages/property/requirement_cards.tsx";
import { NewRequirement } from "../../pages/property/requirement_form.tsx";
import { REQUIREMENTS } from "../../pages/property/requirement_page.tsx";
import { ViewingList } from "../../pages/property/viewing_list.tsx";
import { Empty, Heading } from "../../ui/bits.tsx";
import { Endless } from "../../ui/endless.tsx";
import { Selected } from "../../ui/search.tsx";
import { t } from "../../words/words.ts";
import { useMay } from "../navigation.ts";
import { Opens } from "../../ui/changes/change.tsx";
import { Find } from "../ui/find.tsx";
import { ENQUIRIES, EnquiryCards } from "./enquiries.tsx";
import { ViewingSteps } from "./viewing_steps.tsx";

function MarketTabs(): ReactNode {
  return (
    <nav className="tabs" aria-label={t("Market")}>
      <NavLink to="/listings">{t("Listings")}</NavLink>
      <NavLink to="/enquiries">{t("Enquiries")}</NavLink>
      <NavLink to="/viewings">{t("Viewings")}</NavLink>
      <NavLink to="/requirements">{t("Searches")}</NavLink>
    </nav>
  );
}

const OpenOrOver = (): ReactNode => (
  <div className="tools">
    <Selected
      label={t("Show")}
      name="show"
      options={[
        ["", t("All")],
        ["open", t("Open")],
        ["over", t("Over")],
      ]}
    />
  </div>
);

const openIn = (address: URLSearchParams): { isOpen: boolean } | null =>
  address.has("show") ? { isOpen: address.get("show") === "open" } : null;

export function DeskListingList(): ReactNode {
  const [address] = useSearchParams();
  return (
    <>
      <Heading title={t("Listings")}>{t("Listings")}</Heading>
      <MarketTabs />
      <ListingTools />
      <div className="list">
        <Endless
          key={address.toString()}
          query={LISTINGS}
          variables={askedListings(address)}
          pageOf={(data) => data.listings}
          rows={(listings) => <ListingRows listings={listings} />}
          empty={
            <Empty title={t("Nothing found")}>
              <p>{t("A property is listed on its own page.")}</p>
              <Link className="button" to="/sites">
                {t("Properties and sites")}
              </Link>
            </Empty>
          }
        />
      </div>
    </>
  );
}

export function EnquiryList(): ReactNode {
  const [address] = useSearchParams();
  return (
    <>
      <Heading title={t("Enquiries")}>{t("Enquiries")}</Heading>
      <MarketTabs />
      <OpenOrOver />
      <div className="list padded">
        <h2 className="unseen">{t("Enquiries")}</h2>
        <Endless
          key={address.toString()}
          query={ENQUIRIES}
          variables={{ where: openIn(address) }}
          pageOf={(data) => data.enquiries}
          rows={(enquiries) => <EnquiryCards of={enquiries} isOfSeveral />}
          empty={<Empty title={t("No enquiries")} />}
        />
      </div>
    </>
  );
}

export const DeskViewingList = (): ReactNode => (
  <ViewingList tabs={<MarketTabs />}>{(viewing) => <ViewingSteps viewing={viewing} />}</ViewingList>
);

export function RequirementList(): ReactNode {
  const [address] = useSearchParams();
  const may = useMay();
  return (
    <>
      <div className="heading-with">
        <Heading title={t("Searches")}>{t("Searches")}</Heading>
        {may(["MANAGE_PROPERTIES"]) && (
          <Opens label={t("New search")} isMain>
            {(close) => (
              <NewRequirement
                close={close}
                forWhom={(faults) => <Find label={t("Contact")} name="contactId" type="CONTACT" faults={faults} />}
              />
            )}
          </Opens>
        )}
      </div>
      <MarketTabs />
      <OpenOrOver />
      <div className="list padded">
        <h2 className="unseen">{t("Searches")}</h2>
        <Endless
          key={address.toString()}
          query={REQUIREMENTS}
          variables={{ where: openIn(address) }}
          pageOf={(data) => data.requirements}
          rows={(requirements) => (
            <RequirementCards
              of={requirements}
              whose={({ contact }) => contact && <Link to={`/contacts/${contact.id}`}>{contact.name}</Link>}
            />
          )}
          empty={<Empty title={t("Nobody is looking for anything")} />}
        />
      </div>
    </>
  );
}
