// The parts of a listing's page that everybody sees.
import type { ReactNode } from "react";
import { Link } from "react-router";
import { Back, Empty, Facts, Heading, Section } from "../../ui/bits.tsx";
import { day, number, size } from "../../words/formats.ts";
import { listingKinds } from "../../words/property.ts";
import { t } from "../../words/words.ts";
import { FileButton, Photos } from "./files.tsx";
import type { WholeListing } from "./listing.ts";
import { ListingStatus, priceOf } from "./listing_rows.tsx";

export function ListingHead({ listing }: { listing: WholeListing }): ReactNode {
  return (
    <>
      <Heading title={listing.headline} above={<Back to="/listings">{t("On the market")}</Back>}>
        {listing.headline}
      </Heading>
      <p className="under-heading">
        <span>{listing.reference}</span>
        <ListingStatus listing={listing} />
        <span className="amount">{priceOf(listing)}</span>
      </p>
    </>
  );
}

/** What is offered, in pictures and words. */
export function Offered({ listing: { photos, description } }: { listing: WholeListing }): ReactNode {
  return (
    <Section title={t("The property")}>
      {photos.length > 0 && <Photos photos={photos} />}
      {description && <p className="said">{description}</p>}
      {photos.length === 0 && !description && <Empty title={t("There are no pictures yet")} />}
    </Section>
  );
}

export function AboutListing({ listing }: { listing: WholeListing }): ReactNode {
  const { site } = listing;
  const files = [...listing.floorPlans, ...listing.brochures];
  return (
    <>
      <Section title={t("Details")}>
        <Facts
          of={[
            [t("Kind"), listingKinds()[listing.kind]],
            [t("Area"), listing.area],
            [t("Bedrooms"), listing.bedrooms && number(listing.bedrooms)],
            [t("Bathrooms"), listing.bathrooms && number(listing.bathrooms)],
            [t("Living rooms"), listing.receptions && number(listing.receptions)],
            [t("Available from"), listing.availableOn && day(listing.availableOn)],
            [t("Property"), site && <Link to={`/sites/${site.id}`}>{site.name}</Link>],
          ]}
        />
      </Section>
      <KeyDates listing={listing} />
      {files.length > 0 && (
        <Section title={t("Plans and brochures")}>
          <ul className="files">
            {files.map((file) => (
              <li key={file.id}>
                <FileButton id={file.id} name={file.caption ?? file.filename} more={size(file.size)} />
              </li>
            ))}
          </ul>
        </Section>
      )}
    </>
  );
}

function KeyDates({ listing }: { listing: WholeListing }): ReactNode {
  const dates: [string, string | null][] = [
    [t("Marketing began"), listing.marketingStartedOn],
    [t("Exchange of contracts"), listing.exchangeOn],
    [t("Completion"), listing.completionOn],
  ];
  if (dates.every(([, date]) => date === null)) return null;
  return (
    <Section title={t("Key dates")}>
      <Facts of={dates.map(([name, date]) => [name, date && day(date)])} />
    </Section>
  );
}
