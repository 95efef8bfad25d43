// The credit notes of an invoice, each with its document.
import type { ReactNode } from "react";
import { graphql } from "../../api/graphql.ts";
import { Problem, Section } from "../../ui/bits.tsx";
import { useDownload } from "../../ui/download.ts";
import { dayOf, money } from "../../words/formats.ts";
import { t } from "../../words/words.ts";
import type { Invoice } from "./invoice.ts";

const PDF = graphql(`
  query CreditNotePdf($id: ID!) {
    node(id: $id) {
      id
      ... on CreditNote {
        pdf {
          url
        }
      }
    }
  }
`);

type CreditNote = Invoice["creditNotes"][number];

export function CreditNotes({ invoice }: { invoice: Invoice }): ReactNode {
  if (invoice.creditNotes.length === 0) return null;
  return (
    <Section title={t("Credit notes")}>
      {invoice.creditNotes.map((note) => (
        <One key={note.id} note={note} />
      ))}
    </Section>
  );
}

function One({ note: { id, number, issuedAt, reason, total } }: { note: CreditNote }): ReactNode {
  const { download, problem } = useDownload(PDF, { id }, ({ node }) =>
    node?.__typename === "CreditNote" ? node.pdf.url : undefined,
  );
  return (
    <article className="card" aria-label={number}>
      <div className="card-head">
        <h3>{number}</h3>
        <span className="amount">{money(total)}</span>
      </div>
      <p className="row-more">
        {dayOf(issuedAt)} · {reason}
      </p>
      <button type="button" className="button small unprinted" onClick={download}>
        {t("Download PDF")}
      </button>
      <Problem>{problem}</Problem>
    </article>
  );
}
