// The first page of the desk: what waits for staff, as far as the reader may do something about it.
import type { ReactNode } from "react";
import { Link } from "react-router";
import { graphql } from "../api/graphql.ts";
import { useReading } from "../api/reading.ts";
import { useSession } from "../session/session.tsx";
import { Empty, Heading, Section } from "../ui/bits.tsx";
import { Loaded } from "../ui/loaded.tsx";
import { number } from "../words/formats.ts";
import { t } from "../words/words.ts";
import { DESK_ORDER, DeskOrderRows } from "./orders/rows.tsx";
import { NEEDS, useMay } from "./navigation.ts";

const HOME = graphql(
  `
    query DeskHome($requests: Boolean!, $mails: Boolean!, $deliveries: Boolean!) {
      orders(where: { status: [SUBMITTED] }, first: 8) {
        totalCount
        nodes {
          ...DeskOrder
        }
      }
      mine: orders(
        where: { mine: true, status: [SUBMITTED, SCHEDULED, IN_PROGRESS, AWAITING_PARTS, READY_FOR_RETURN] }
        first: 8
      ) {
        nodes {
          ...DeskOrder
        }
      }
      recommendations(where: { status: [CLARIFICATION_REQUESTED] }, first: 1) {
        totalCount
      }
      held: invoices(where: { isOnHold: true }, first: 1) {
        totalCount
      }
      overdue: invoices(where: { isOverdue: true }, first: 1) {
        totalCount
      }
      accessRequests(where: { status: [OPEN] }, first: 1) @include(if: $requests) {
        totalCount
      }
      inboundMails(where: { state: [OPEN] }, first: 1) @include(if: $mails) {
        totalCount
      }
      deliveries(where: { status: [DEAD] }, first: 1) @include(if: $deliveries) {
        totalCount
      }
    }
  `,
  [DESK_ORDER],
);

export function DeskHome(): ReactNode {
  const { viewer } = useSession();
  const may = useMay();
  const reading = useReading(HOME, {
    requests: may(NEEDS.accessRequests),
    mails: may(NEEDS.mails),
    deliveries: may(NEEDS.deliveries),
  });
  return (
    <>
      <Heading title={t("Overview")}>{t("Hello, {name}", { name: viewer.staffMember?.name ?? "" })}</Heading>
      <Loaded reading={reading} lines={8}>
        {(data) => (
          <>
            <Tiles
              of={[
                ["/orders?status=SUBMITTED", t("New orders"), data.orders?.totalCount],
                ["/orders?show=questions", t("Questions to answer"), data.recommendations?.totalCount],
                ["/invoices?show=held", t("Invoices on hold"), data.held?.totalCount],
                ["/invoices?show=overdue", t("Overdue invoices"), data.overdue?.totalCount],
                ["/access-requests", t("Access requests"), data.accessRequests?.totalCount],
                ["/inbound-mails", t("E-mails to answer"), data.inboundMails?.totalCount],
                ["/deliveries?status=DEAD", t("Messages refused"), data.deliveries?.totalCount],
              ]}
            />
            <div className="columns">
              <Section title={t("New orders")} aside={<Link to="/orders">{t("All orders")}</Link>}>
                {data.orders && data.orders.nodes.length > 0 ? (
                  <DeskOrderRows orders={data.orders.nodes} />
                ) : (
                  <Empty title={t("No new orders")} />
                )}
              </Section>
              <Section title={t("My orders")} aside={<Link to="/orders?show=mine">{t("All of mine")}</Link>}>
                {data.mine && data.mine.nodes.length > 0 ? (
                  <DeskOrderRows orders={data.mine.nodes} />
                ) : (
                  <Empty title={t("No order is assigned to you")} />
                )}
              </Section>
            </div>
          </>
        )}
      </Loaded>
    </>
  );
}

/** Counts of what waits; those that the reader may not see are left out. */
function Tiles({ of }: { of: [to: string, name: string, count: number | null | undefined][] }): ReactNode {
  return (
    <ul className="tiles">
      {of
        .filter(([, , count]) => count !== undefined && count !== null)
        .map(([to, name, count]) => (
          <li key={to}>
            <Link className="tile" to={to}>
              <strong>{number(count!)}</strong>
              {name}
            </Link>
          </li>
        ))}
    </ul>
  );
}
