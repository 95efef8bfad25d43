// The text messages that came in, and what became of them.
import type { ReactNode } from "react";
import { Link } from "react-router";
import { graphql } from "../../api/graphql.ts";
import { invoicePath } from "../../pages/invoices/rows.ts";
import { Chip, Empty, Heading, Moment } from "../../ui/bits.tsx";
import { Endless } from "../../ui/endless.tsx";
import { t } from "../../words/words.ts";
import { smsOutcome } from "../names.ts";

const MESSAGES = graphql(`
  query SmsMessages($after: String) {
    smsMessages(first: 25, after: $after) {
      nodes {
        id
        text
        sender
        outcome
        receivedAt
        contact {
          id
          name
        }
        invoice {
          id
          number
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`);

export function SmsMessages(): ReactNode {
  return (
    <>
      <Heading title={t("Text messages received")}>{t("Text messages received")}</Heading>
      <div className="list padded">
        <Endless
          query={MESSAGES}
          variables={{}}
          pageOf={(data) => data.smsMessages}
          rows={(messages) =>
            messages.map(({ id, text, sender, outcome, receivedAt, contact, invoice }) => (
              <article key={id} className="card" aria-label={text}>
                <div className="card-head">
                  <h2>{text}</h2>
                  <Chip tone="calm">{smsOutcome(outcome)}</Chip>
                </div>
                <p className="row-more">
                  {contact ? <Link to={`/contacts/${contact.id}`}>{contact.name}</Link> : sender} ·{" "}
                  <Moment at={receivedAt} relative />
                  {invoice && (
                    <>
                      {" · "}
                      <Link to={invoicePath(invoice)}>{invoice.number}</Link>
                    </>
                  )}
                </p>
              </article>
            ))
          }
          empty={<Empty title={t("No messages")} />}
        />
      </div>
    </>
  );
}
