// The first page: what waits for the reader, and what is going on. One query.
import { lazy, type ReactNode } from "react";
import { Link } from "react-router";
import { graphql, type ResultOf } from "../api/graphql.ts";
import { useReading } from "../api/reading.ts";
import { useSession } from "../session/session.tsx";
import { Chip, Empty, Heading, Section } from "../ui/bits.tsx";
import { Loads } from "../ui/later.tsx";
import { Loaded } from "../ui/loaded.tsx";
import { money } from "../words/formats.ts";
import { RECOMMENDATION_TONES, recommendationStatus } from "../words/names.ts";
import { plural, t } from "../words/words.ts";
import { InvoiceRows } from "./invoices/invoice_rows.tsx";
import { INVOICE_ROW } from "./invoices/rows.ts";
import { NewOrderLink } from "./orders/new_order_link.tsx";
import { OrderRows } from "./orders/order_rows.tsx";
import { ORDER_ROW, orderPath } from "./orders/rows.ts";
import { PROPERTY_NEWS } from "./property/rows.ts";

const OVERVIEW = graphql(
  `
    query Overview {
      viewer {
        id
        overview {
          id
          awaitingMyApproval(first: 5) {
            ...InvoiceRow
          }
          outstandingInvoices(first: 5) {
            ...InvoiceRow
          }
          pendingRecommendations(first: 5) {
            id
            title
            status
            estimate {
              amount
              currency
            }
            order {
              id
              number
              problemSummary
            }
          }
          recentOrders(first: 6) {
            ...OrderRow
          }
          ...PropertyNews
        }
      }
    }
  `,
  [ORDER_ROW, INVOICE_ROW, PROPERTY_NEWS],
);

const PropertyParts = lazy(async () => ({
  default: (await import("./property/overview_parts.tsx")).PropertyParts,
}));

type Shown = NonNullable<ResultOf<typeof OVERVIEW>["viewer"]>["overview"];

export function Overview(): ReactNode {
  const { viewer } = useSession();
  const reading = useReading(OVERVIEW, {});
  const name = viewer.contact?.displayName ?? viewer.staffMember?.name ?? "";
  return (
    <>
      <div className="heading-with">
        <Heading title={t("Overview")}>{t("Hello, {name}", { name })}</Heading>
        <NewOrderLink />
      </div>
      <Loaded reading={reading} lines={8}>
        {(data) => data.viewer && <Parts of={data.viewer.overview} />}
      </Loaded>
    </>
  );
}

function Parts({ of }: { of: Shown }): ReactNode {
  const waiting = new Set(of.awaitingMyApproval.map(({ id }) => id));
  const others = of.outstandingInvoices.filter(({ id }) => !waiting.has(id));
  const isWaiting = waiting.size + of.pendingRecommendations.length > 0;
  return (
    <div className="columns">
      <div>
        {isWaiting && (
          <Section title={t("Waiting for you")} className="waiting">
            {of.pendingRecommendations.length > 0 && <Recommendations of={of.pendingRecommendations} />}
            {waiting.size > 0 && <InvoiceRows invoices={of.awaitingMyApproval} />}
          </Section>
        )}
        <Section title={t("Orders")} aside={<Link to="/orders">{t("All orders")}</Link>}>
          {of.recentOrders.length > 0 ? (
            <OrderRows orders={of.recentOrders} />
          ) : (
            <Empty title={t("No orders yet")}>
              <p>{t("When something needs repair, tell us here, and follow it until it is done.")}</p>
            </Empty>
          )}
        </Section>
      </div>
      <div>
        {[of.tenancies, of.expiringDocuments, of.upcomingViewings, of.openOffers, of.listings].some(isAny) && (
          <Loads>
            <PropertyParts of={of} />
          </Loads>
        )}
        <Section title={t("Invoices to pay")} aside={<Link to="/invoices">{t("All invoices")}</Link>}>
          {others.length > 0 ? (
            <InvoiceRows invoices={others} />
          ) : (
            <Empty title={t("Nothing to pay")}>
              {waiting.size > 0 && (
                <p>{plural("One invoice awaits your approval.", "{n} invoices await your approval.", waiting.size)}</p>
              )}
            </Empty>
          )}
        </Section>
      </div>
    </div>
  );
}

const isAny = (rows: unknown[]): boolean => rows.length > 0;

function Recommendations({ of }: { of: Shown["pendingRecommendations"] }): ReactNode {
  return (
    <ul className="rows">
      {of.map(({ id, title, status, estimate, order }) => (
        <li key={id}>
          <Link className="row" to={`${orderPath(order)}#recommendations`}>
            <span className="row-main">
              <span className="row-title">{title}</span>
              <span className="row-more">{[order.number, order.problemSummary].filter(Boolean).join(" · ")}</span>
            </span>
            <span className="row-side">
              {estimate && <span className="amount">{money(estimate)}</span>}
              <Chip tone={RECOMMENDATION_TONES[status] ?? "calm"}>{recommendationStatus(status)}</Chip>
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
