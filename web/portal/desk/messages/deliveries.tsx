// The messages that were sent, or are to be: what happened to each, and those that were refused sent again.
import type { ReactNode } from "react";
import { Link, useSearchParams } from "react-router";
import { useAction } from "../../api/action.ts";
import { FAULTS } from "../../api/faults.ts";
import { graphql, type Enum, type ResultOf } from "../../api/graphql.ts";
import { Chip, Empty, Heading, Moment } from "../../ui/bits.tsx";
import { Endless } from "../../ui/endless.tsx";
import { Selected } from "../../ui/search.tsx";
import { number } from "../../words/formats.ts";
import { t } from "../../words/words.ts";
import { channels, DELIVERY_TONES, deliveryStatuses } from "../names.ts";
import { Do } from "../../ui/changes/change.tsx";

const DELIVERY = graphql(`
  fragment Delivery on Delivery {
    id
    channel
    recipient
    template
    status
    attempts
    lastError
    queuedAt
    sentAt
    nextAttemptAt
    viewerCanRetry
    contact {
      id
      name
    }
  }
`);
const DELIVERIES = graphql(
  `
    query Deliveries($where: DeliveryWhere, $after: String) {
      deliveries(where: $where, first: 25, after: $after) {
        nodes {
          ...Delivery
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  `,
  [DELIVERY],
);
const RETRY = graphql(
  `
    mutation RetryDelivery($input: DeliveryRetryInput!) {
      deliveryRetry(input: $input) {
        delivery {
          ...Delivery
        }
        userErrors {
          ...Faults
        }
      }
    }
  `,
  [DELIVERY, FAULTS],
);

export function Deliveries(): ReactNode {
  const [asked] = useSearchParams();
  const status = asked.get("status");
  const channel = asked.get("channel");
  const contact = asked.get("contact");
  const where = {
    ...(status && { status: [status as Enum<"DeliveryStatus">] }),
    ...(channel && { channel: [channel as Enum<"Channel">] }),
    ...(contact && { contactId: [contact] }),
  };
  return (
    <>
      <Heading title={t("Messages sent")}>{t("Messages sent")}</Heading>
      <div className="tools">
        <Selected label={t("Status")} name="status" options={[["", t("All")], ...Object.entries(deliveryStatuses())]} />
        <Selected label={t("Sent by")} name="channel" options={[["", t("All")], ...Object.entries(channels())]} />
      </div>
      <div className="list padded">
        <Endless
          key={asked.toString()}
          query={DELIVERIES}
          variables={{ where }}
          pageOf={(data) => data.deliveries}
          rows={(deliveries) => deliveries.map((delivery) => <One key={delivery.id} delivery={delivery} />)}
          empty={<Empty title={t("No messages")} />}
        />
      </div>
    </>
  );
}

function One({ delivery }: { delivery: ResultOf<typeof DELIVERY> }): ReactNode {
  const retry = useAction(RETRY);
  const { contact, recipient, channel, template, status, attempts, lastError, queuedAt, sentAt } = delivery;
  return (
    <article className="card" aria-label={recipient}>
      <div className="card-head">
        <h2>{contact ? <Link to={`/contacts/${contact.id}`}>{contact.name}</Link> : recipient}</h2>
        <Chip tone={DELIVERY_TONES[status] ?? "calm"}>{deliveryStatuses()[status]}</Chip>
      </div>
      <p className="row-more">
        {[channels()[channel], recipient, template.replaceAll("_", " ")].join(" · ")} ·{" "}
        <Moment at={sentAt ?? queuedAt} relative />
        {attempts > 1 && ` · ${t("attempts: {n}", { n: number(attempts) })}`}
      </p>
      {lastError && status !== "SENT" && <p className="row-more">{lastError}</p>}
      {delivery.viewerCanRetry && (
        <div className="buttons">
          <Do label={t("Send again")} action={retry} input={{ id: delivery.id }} />
        </div>
      )}
    </article>
  );
}
