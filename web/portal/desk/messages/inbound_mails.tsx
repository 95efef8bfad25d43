// The e-mails that came in, and what became of them; those that wait are cleared by whoever has looked after them.
import type { ReactNode } from "react";
import { Link, useSearchParams } from "react-router";
import { useAction } from "../../api/action.ts";
import { FAULTS } from "../../api/faults.ts";
import { graphql, type ResultOf } from "../../api/graphql.ts";
import { invoicePath } from "../../pages/invoices/rows.ts";
import { orderPath } from "../../pages/orders/rows.ts";
import { Chip, Empty, Heading, Moment } from "../../ui/bits.tsx";
import { Endless } from "../../ui/endless.tsx";
import { Selected } from "../../ui/search.tsx";
import { t } from "../../words/words.ts";
import { mailOutcome } from "../names.ts";
import { Do } from "../../ui/changes/change.tsx";

const MAIL = graphql(`
  fragment InboundMail on InboundMail {
    id
    subject
    sender
    text
    outcome
    reason
    state
    receivedAt
    viewerCanClear
    contact {
      id
      name
    }
    order {
      id
      number
      problemSummary
    }
    invoice {
      id
      number
    }
    clearedBy {
      name
    }
    download {
      url
    }
  }
`);
const MAILS = graphql(
  `
    query InboundMails($where: InboundMailWhere, $after: String) {
      inboundMails(where: $where, first: 20, after: $after) {
        nodes {
          ...InboundMail
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
    }
  `,
  [MAIL],
);
const CLEAR = graphql(
  `
    mutation ClearMail($input: InboundMailClearInput!) {
      inboundMailClear(input: $input) {
        inboundMail {
          ...InboundMail
        }
        userErrors {
          ...Faults
        }
      }
    }
  `,
  [MAIL, FAULTS],
);

export function InboundMails(): ReactNode {
  const [asked] = useSearchParams();
  const isAll = asked.get("show") === "all";
  return (
    <>
      <Heading title={t("E-mails received")}>{t("E-mails received")}</Heading>
      <div className="tools">
        <Selected
          label={t("Show")}
          name="show"
          options={[
            ["", t("Those that wait")],
            ["all", t("All")],
          ]}
        />
      </div>
      <div className="list padded">
        <Endless
          key={asked.toString()}
          query={MAILS}
          variables={{ where: isAll ? null : { state: ["OPEN"] } }}
          pageOf={(data) => data.inboundMails}
          rows={(mails) => mails.map((mail) => <One key={mail.id} mail={mail} />)}
          empty={<Empty title={isAll ? t("No messages") : t("No e-mail waits for you")} />}
        />
      </div>
    </>
  );
}

function One({ mail }: { mail: ResultOf<typeof MAIL> }): ReactNode {
  const clear = useAction(CLEAR);
  const { contact, order, invoice, sender, text, reason, outcome, state, clearedBy, download } = mail;
  return (
    <article className="card" aria-label={mail.subject}>
      <div className="card-head">
        <h2>{mail.subject || t("Without a subject")}</h2>
        <Chip tone={state === "OPEN" ? "warn" : "calm"}>{mailOutcome(outcome)}</Chip>
      </div>
      <p className="row-more">
        {contact ? <Link to={`/contacts/${contact.id}`}>{contact.name}</Link> : sender} ·{" "}
        <Moment at={mail.receivedAt} relative />
        {order && (
          <>
            {" · "}
            <Link to={orderPath(order)}>{order.number ?? order.problemSummary}</Link>
          </>
        )}
        {invoice && (
          <>
            {" · "}
            <Link to={invoicePath(invoice)}>{invoice.number}</Link>
          </>
        )}
      </p>
      {reason && <p className="row-more">{reason}</p>}
      {text && <p className="said">{text}</p>}
      {clearedBy && <p className="row-more">{t("Cleared by {name}", { name: clearedBy.name })}</p>}
      <div className="buttons">
        {mail.viewerCanClear && <Do label={t("Clear")} isMain action={clear} input={{ id: mail.id }} />}
        {download && (
          <a className="button" href={new URL(download.url).pathname + new URL(download.url).search}>
            {t("Download the e-mail")}
          </a>
        )}
      </div>
    </article>
  );
}
