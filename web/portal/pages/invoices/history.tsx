// What has happened to an invoice, newest first.
import type { ReactNode } from "react";
import { graphql, type ResultOf } from "../../api/graphql.ts";
import { Moment, Section } from "../../ui/bits.tsx";
import { Endless } from "../../ui/endless.tsx";
import { money } from "../../words/formats.ts";
import { invoiceEvent } from "../../words/names.ts";
import { t } from "../../words/words.ts";

const HISTORY = graphql(`
  query History($id: ID!, $after: String) {
    invoice(by: { id: $id }) {
      id
      history(first: 20, after: $after) {
        nodes {
          id
          kind
          occurredAt
          detail
          actor {
            kind
            name
          }
          approver {
            name
          }
          amount {
            amount
            currency
          }
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  }
`);

type Entry = NonNullable<ResultOf<typeof HISTORY>["invoice"]>["history"]["nodes"][number];

export function History({ invoice }: { invoice: { id: string } }): ReactNode {
  return (
    <Section title={t("Timeline")} className="unprinted">
      <Endless
        query={HISTORY}
        variables={{ id: invoice.id }}
        pageOf={(data) => data.invoice?.history}
        rows={(entries) => (
          <ol className="timeline">
            {entries.map((entry) => (
              <Item key={entry.id} entry={entry} />
            ))}
          </ol>
        )}
        empty={null}
      />
    </Section>
  );
}

function Item({ entry }: { entry: Entry }): ReactNode {
  const { actor, kind, amount, approver, detail, occurredAt } = entry;
  // Of a payment without a comment, the detail is its amount once more.
  const isAmount = amount && detail === `${amount.amount} ${amount.currency}`;
  return (
    <li className="entry">
      <p className="entry-head">
        <strong>{invoiceEvent(kind)}</strong>{" "}
        {[
          actor.kind === "SYSTEM" ? t("Automatically") : actor.name,
          amount && money(amount),
          approver && t("to {name}", { name: approver.name }),
        ]
          .filter(Boolean)
          .join(" · ")}
        <Moment at={occurredAt} relative />
      </p>
      {detail && !isAmount && <p className="said">{detail}</p>}
    </li>
  );
}
