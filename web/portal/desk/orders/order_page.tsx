// An order as staff see it: what the customer sees, and what only staff do.
import type { ReactNode } from "react";
import { Link, useParams } from "react-router";
import { graphql } from "../../api/graphql.ts";
import { useReading } from "../../api/reading.ts";
import { refOf } from "../../api/ref.ts";
import { InvoiceRows } from "../../pages/invoices/invoice_rows.tsx";
import { CancelOrder } from "../../pages/orders/cancel.tsx";
import { OrderStatus } from "../../pages/orders/order_rows.tsx";
import { Timeline } from "../../pages/orders/timeline.tsx";
import { Back, Empty, Facts, Heading, Moment, Section } from "../../ui/bits.tsx";
import { Loaded, NotFound } from "../../ui/loaded.tsx";
import { Ribbon } from "../../ui/ribbon.tsx";
import { orderKind, orderStatus, priority } from "../../words/names.ts";
import { t } from "../../words/words.ts";
import { useMay } from "../navigation.ts";
import { Opens } from "../../ui/changes/change.tsx";
import { Move, movesOf } from "./move.tsx";
import { WriteNote } from "./note.tsx";
import { markedIn, OfProperty } from "./of_property.tsx";
import { WHOLE_ORDER, type WholeOrder } from "./order.ts";
import { Assign, EditOrder, RecordWork, Schedule } from "./progress.tsx";
import { Recommend, StaffRecommendations } from "./recommend.tsx";
import { Urgency } from "./rows.tsx";

const READ = graphql(
  `
    query DeskOrderPage($by: OrderRef!) {
      order(by: $by) {
        ...WholeOrder
      }
    }
  `,
  [WHOLE_ORDER],
);

export function DeskOrderPage(): ReactNode {
  const { number = "" } = useParams();
  const reading = useReading(READ, { by: refOf(number) });
  return (
    <Loaded reading={reading} lines={8}>
      {({ order }) => (order ? <Shown order={order} /> : <NotFound />)}
    </Loaded>
  );
}

function Shown({ order }: { order: WholeOrder }): ReactNode {
  return (
    <>
      <Heading
        title={`${order.number ?? t("Draft")}: ${order.problemSummary}`}
        above={<Back to="/orders">{t("All orders")}</Back>}
      >
        {order.problemSummary}
      </Heading>
      <p className="under-heading">
        {order.number && <span>{order.number}</span>}
        <OrderStatus status={order.status} />
        <Urgency of={order} />
      </p>
      <Ribbon steps={order.statusRibbon} nameOf={orderStatus} />
      <Verbs order={order} />
      <div className="columns">
        <div>
          {order.recommendations.nodes.length > 0 && <StaffRecommendations order={order} />}
          <Timeline
            order={order}
            tools={(entry) => {
              const marked = order.viewerCanMarkOfProperty ? markedIn(entry) : null;
              return marked && <OfProperty of={marked} />;
            }}
          >
            {order.viewerCanAddNote && <WriteNote order={order} mayAddFiles={order.viewerCanAddAttachment} />}
          </Timeline>
        </div>
        <div>
          <About order={order} />
          <Invoices order={order} />
        </div>
      </div>
    </>
  );
}

function Verbs({ order }: { order: WholeOrder }): ReactNode {
  const may = useMay();
  const [next] = movesOf(order);
  return (
    <div className="buttons actions">
      {may(["MANAGE_ORDERS"]) && next && (
        <Opens label={t("Move")} isMain>
          {(close) => <Move order={order} close={close} />}
        </Opens>
      )}
      {order.viewerCanSchedule && (
        <Opens label={t("Plan a visit")}>{(close) => <Schedule order={order} close={close} />}</Opens>
      )}
      {order.viewerCanAssign && <Opens label={t("Assign")}>{(close) => <Assign order={order} close={close} />}</Opens>}
      {order.viewerCanRecommend && (
        <Opens label={t("Recommend work")}>{(close) => <Recommend order={order} close={close} />}</Opens>
      )}
      {order.viewerCanRecordWork && (
        <Opens label={t("Record work")}>{(close) => <RecordWork order={order} close={close} />}</Opens>
      )}
      {order.viewerCanUpdate && (
        <Opens label={t("Change the details")}>{(close) => <EditOrder order={order} close={close} />}</Opens>
      )}
      {order.viewerCanCancel && <CancelOrder order={order} />}
    </div>
  );
}

function About({ order }: { order: WholeOrder }): ReactNode {
  const { asset, site, customer } = order;
  const thing = asset && [asset.name, asset.manufacturer, asset.model].filter(Boolean).join(", ");
  return (
    <Section title={t("Details")}>
      {order.problemDetail && <p className="said">{order.problemDetail}</p>}
      <Facts
        of={[
          [t("Customer"), customer && <Link to={`/customers/${customer.code}`}>{customer.name}</Link>],
          [t("Kind"), orderKind(order.kind)],
          [t("Visit"), order.scheduledFor && <Moment at={order.scheduledFor} />],
          [t("Technician"), order.technicians.map(({ name }) => name).join(", ")],
          [t("Asset"), thing],
          [t("Serial number"), asset?.serialNumber],
          [
            t("Site"),
            site && (
              <Link to={`/sites/${site.id}`}>
                {[site.name, site.address.line1, site.address.city].filter(Boolean).join(", ")}
              </Link>
            ),
          ],
          [t("Priority"), priority(order.priority)],
          [t("Opened"), <Moment key="opened" at={order.createdAt} />],
          [t("Opened by"), order.createdBy?.name],
          [t("Id elsewhere"), order.externalReference],
          [t("Later occupants"), order.ofProperty && t("They see that this order existed.")],
        ]}
      />
      {order.viewerCanMarkOfProperty && (
        <div className="buttons">
          <OfProperty of={order} />
        </div>
      )}
    </Section>
  );
}

function Invoices({ order }: { order: WholeOrder }): ReactNode {
  const invoices = order.invoices.nodes;
  const mayInvoice = order.customer?.viewerCanInvoice;
  if (invoices.length === 0 && !mayInvoice) return null;
  return (
    <Section title={t("Invoices")}>
      {invoices.length > 0 ? <InvoiceRows invoices={invoices} /> : <Empty title={t("No invoices yet")} />}
      {mayInvoice && (
        <div className="buttons">
          <Link className="button" to={`/invoices/new?order=${order.id}`}>
            {t("New invoice")}
          </Link>
        </div>
      )}
    </Section>
  );
}
