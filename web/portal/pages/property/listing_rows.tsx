// Listings as rows of a list, with their first photo.
import type { ReactNode } from "react";
import { Link } from "react-router";
import { Chip } from "../../ui/bits.tsx";
import { money } from "../../words/formats.ts";
import { LISTING_TONES, listingKinds, listingStatuses, priceQualifiers } from "../../words/property.ts";
import { plural } from "../../words/words.ts";
import { listingPath, type ListingRow } from "./rows.ts";

export function ListingRows({ listings }: { listings: ListingRow[] }): ReactNode {
  return (
    <ul className="rows">
      {listings.map((listing) => (
        <li key={listing.id}>
          <Link className="row" to={listingPath(listing)}>
            {listing.photos[0]?.thumbnail && (
              <img className="row-picture" src={listing.photos[0].thumbnail.url} alt="" loading="lazy" />
            )}
            <span className="row-main">
              <span className="row-title">{listing.headline}</span>
              <span className="row-more">
                {[listing.reference, listingKinds()[listing.kind], listing.area, bedroomsOf(listing)]
                  .filter(Boolean)
                  .join(" · ")}
              </span>
            </span>
            <span className="row-side">
              <span className="amount">{priceOf(listing)}</span>
              <ListingStatus listing={listing} />
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}

export const ListingStatus = ({ listing: { status } }: { listing: Pick<ListingRow, "status"> }): ReactNode => (
  <Chip tone={LISTING_TONES[status] ?? "calm"}>{listingStatuses()[status] ?? status}</Chip>
);

/** The price with its meaning, such as “Offers over £325,000”. */
export const priceOf = ({ price, priceQualifier }: Pick<ListingRow, "price" | "priceQualifier">): string =>
  [priceQualifiers()[priceQualifier], price && money(price)].filter(Boolean).join(" ");

export const bedroomsOf = ({ bedrooms }: Pick<ListingRow, "bedrooms">): string | null =>
  bedrooms === null ? null : plural("{n} bedroom", "{n} bedrooms", bedrooms);
