// What the overview tells of properties: tenancies with what is owed, documents that are about to expire, and the market.
import "./property.css";
import type { ReactNode } from "react";
import { Link } from "react-router";
import { Chip, Moment, Section } from "../../ui/bits.tsx";
import { day, money } from "../../words/formats.ts";
import { documentKinds, OFFER_TONES, offerStatuses, VIEWING_TONES, viewingStatuses } from "../../words/property.ts";
import { t } from "../../words/words.ts";
import { sitePath } from "../places/rows.ts";
import { ListingRows } from "./listing_rows.tsx";
import { listingPath, type PropertyNews, type TenancyRow } from "./rows.ts";
import { isOwed, rentOf, TenancyState } from "./tenancy.tsx";

export function PropertyParts({ of }: { of: PropertyNews }): ReactNode {
  return (
    <>
      <Part title={t("Tenancies")} rows={of.tenancies}>
        {(tenancy) => (
          <Row
            to={tenancy.site ? sitePath(tenancy.site) : "/invoices"}
            title={tenancy.site?.name ?? t("Tenancy")}
            more={[rentOf(tenancy), nextRent(tenancy)]}
          >
            {isOwed(tenancy.arrears) ? (
              <Chip tone="bad">{t("{amount} overdue", { amount: money(tenancy.arrears) })}</Chip>
            ) : isOwed(tenancy.balance) ? (
              <Chip tone="warn">{t("{amount} to pay", { amount: money(tenancy.balance) })}</Chip>
            ) : (
              <TenancyState tenancy={tenancy} />
            )}
          </Row>
        )}
      </Part>
      <Part title={t("Documents that expire")} rows={of.expiringDocuments}>
        {({ site, title, kind, expiresOn, isExpired }) => (
          <Row to={site ? sitePath(site) : "/sites"} title={title} more={[site?.name, documentKinds()[kind]]}>
            {expiresOn && <Chip tone={isExpired ? "bad" : "warn"}>{day(expiresOn)}</Chip>}
          </Row>
        )}
      </Part>
      <Part title={t("Viewings")} rows={of.upcomingViewings} aside={<Link to="/viewings">{t("All viewings")}</Link>}>
        {({ listing, site, startsAt, status }) => (
          <Row
            to={listing ? listingPath(listing) : "/viewings"}
            title={<Moment at={startsAt} />}
            more={[listing?.headline ?? site?.name]}
          >
            <Chip tone={VIEWING_TONES[status] ?? "calm"}>{viewingStatuses()[status]}</Chip>
          </Row>
        )}
      </Part>
      <Part title={t("Offers")} rows={of.openOffers}>
        {({ listing, applicantName, amount, status }) => (
          <Row
            to={listing ? listingPath(listing) : "/listings"}
            title={money(amount)}
            more={[applicantName, listing?.headline]}
          >
            <Chip tone={OFFER_TONES[status] ?? "calm"}>{offerStatuses()[status]}</Chip>
          </Row>
        )}
      </Part>
      {of.listings.length > 0 && (
        <Section title={t("On the market")} aside={<Link to="/listings">{t("All listings")}</Link>}>
          <ListingRows listings={of.listings} />
        </Section>
      )}
    </>
  );
}

interface PartProps<Shown> {
  title: string;
  rows: Shown[];
  aside?: ReactNode;
  children: (row: Shown) => ReactNode;
}

/** A section of rows; nothing where there are none. */
function Part<Shown extends { id: string }>({ title, rows, aside, children }: PartProps<Shown>): ReactNode {
  if (rows.length === 0) return null;
  return (
    <Section title={title} aside={aside}>
      <ul className="rows">
        {rows.map((row) => (
          <li key={row.id}>{children(row)}</li>
        ))}
      </ul>
    </Section>
  );
}

interface RowProps {
  to: string;
  title: ReactNode;
  more: (string | null | undefined)[];
  children: ReactNode;
}

const Row = ({ to, title, more, children }: RowProps): ReactNode => (
  <Link className="row" to={to}>
    <span className="row-main">
      <span className="row-title">{title}</span>
      <span className="row-more">{more.filter(Boolean).join(" · ")}</span>
    </span>
    <span className="row-side">{children}</span>
  </Link>
);

const nextRent = ({ nextCharge }: TenancyRow): string | null =>
  nextCharge && t("next rent on {day}", { day: day(nextCharge.dueOn) });
