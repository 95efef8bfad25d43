// An order: how far it is, what it is about, what has happened, and what can be done.
import type { ReactNode } from "react";
import { useParams } from "react-router";
import { graphql, type ResultOf } from "../../api/graphql.ts";
import { useReading } from "../../api/reading.ts";
import { refOf } from "../../api/ref.ts";
import { Back, Facts, Heading, Moment, Section } from "../../ui/bits.tsx";
import { Loaded, NotFound } from "../../ui/loaded.tsx";
import { Ribbon } from "../../ui/ribbon.tsx";
import { orderKind, orderStatus, priority } from "../../words/names.ts";
import { t } from "../../words/words.ts";
import { InvoiceRows } from "../invoices/invoice_rows.tsx";
import { INVOICE_ROW } from "../invoices/rows.ts";
import { CancelOrder } from "./cancel.tsx";
import { EditOrder } from "./edit_order.tsx";
import { OrderStatus } from "./order_rows.tsx";
import { RECOMMENDATION } from "./recommendation.ts";
import { Recommendations } from "./recommendations.tsx";
import { Reply } from "./reply.tsx";
import { ORDER_ROW } from "./rows.ts";
import { SubmitDraft } from "./submit_draft.tsx";
import { Timeline } from "./timeline.tsx";

const ORDER = graphql(
  `
    query Order($by: OrderRef!) {
      order(by: $by) {
        ...OrderRow
        problemDetail
        completedAt
        viewerCanAddNote
        viewerCanAddAttachment
        viewerCanCancel
        viewerCanSubmit
        viewerCanUpdate
        createdBy {
          name
        }
        technicians {
          id
          name
        }
        site {
          id
          name
          address {
            line1
            city
          }
        }
        asset {
          id
          name
          manufacturer
          model
          serialNumber
        }
        statusRibbon {
          status
          state
          reachedAt
        }
        recommendations(first: 20) {
          nodes {
            ...Recommendation
          }
        }
        invoices(first: 20) {
          nodes {
            ...InvoiceRow
          }
        }
      }
    }
  `,
  [ORDER_ROW, INVOICE_ROW, RECOMMENDATION],
);

export type Order = NonNullable<ResultOf<typeof ORDER>["order"]>;

export function OrderPage(): ReactNode {
  const { number = "" } = useParams();
  const reading = useReading(ORDER, { by: refOf(number) });
  return (
    <Loaded reading={reading} lines={8}>
      {({ order }) => (order ? <Shown order={order} /> : <NotFound />)}
    </Loaded>
  );
}

function Shown({ order }: { order: Order }): ReactNode {
  const recommendations = order.recommendations.nodes;
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
      </p>
      {order.viewerCanSubmit && <SubmitDraft order={order} />}
      <Ribbon steps={order.statusRibbon} nameOf={orderStatus} />
      <div className="columns">
        <div>
          {recommendations.length > 0 && (
            <Section title={t("Recommendations")}>
              <div id="recommendations">
                <Recommendations of={recommendations} />
              </div>
            </Section>
          )}
          <Timeline order={order}>
            {order.viewerCanAddNote && <Reply order={order} mayAddFiles={order.viewerCanAddAttachment} />}
          </Timeline>
        </div>
        <div>
          <Section title={t("Details")}>
            {order.problemDetail && <p className="said">{order.problemDetail}</p>}
            <About order={order} />
            <div className="buttons after">
              {order.viewerCanUpdate && <EditOrder order={order} />}
              {order.viewerCanCancel && <CancelOrder order={order} />}
            </div>
          </Section>
          {order.invoices.nodes.length > 0 && (
            <Section title={t("Invoices")}>
              <InvoiceRows invoices={order.invoices.nodes} />
            </Section>
          )}
        </div>
      </div>
    </>
  );
}

function About({ order }: { order: Order }): ReactNode {
  const { asset, site, technicians } = order;
  const address = site && [site.name, site.address.line1, site.address.city].filter(Boolean).join(", ");
  const thing = asset && [asset.name, asset.manufacturer, asset.model].filter(Boolean).join(", ");
  return (
    <Facts
      of={[
        [t("Kind"), orderKind(order.kind)],
        [t("Visit"), order.scheduledFor && <Moment at={order.scheduledFor} />],
        [t("Asset"), thing],
        [t("Serial number"), asset?.serialNumber],
        [t("Site"), address],
        [t("Priority"), order.priority === "NORMAL" ? null : priority(order.priority)],
        [t("Technician"), technicians.map(({ name }) => name).join(", ")],
        [t("Opened"), <Moment key="opened" at={order.createdAt} />],
        [t("Opened by"), order.createdBy?.name],
      ]}
    />
  );
}
