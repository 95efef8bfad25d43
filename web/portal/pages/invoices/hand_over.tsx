// Giving the decision about an invoice to a colleague.
import { useState, type ReactNode } from "react";
import { newKey, useAction } from "../../api/action.ts";
import { graphql } from "../../api/graphql.ts";
import { useReading } from "../../api/reading.ts";
import { Asking } from "../../ui/asking.tsx";
import { Choice } from "../../ui/fields.tsx";
import { Loaded } from "../../ui/loaded.tsx";
import { t } from "../../words/words.ts";
import { INVOICE, type Invoice } from "./invoice.ts";

const APPROVERS = graphql(`
  query Approvers($id: ID!) {
    customer(id: $id) {
      id
      memberships(first: 100) {
        nodes {
          id
          rights
          contact {
            id
            displayName
          }
        }
      }
    }
  }
`);
const HAND_OVER = graphql(
  `
    mutation HandOver($input: InvoiceHandOverInput!) {
      invoiceHandOver(input: $input) {
        invoice {
          ...Invoice
        }
        userErrors {
          code
          message
          field
        }
        warnings {
          message
        }
      }
    }
  `,
  [INVOICE],
);

export function HandOver({ invoice, close }: { invoice: Invoice; close: () => void }): ReactNode {
  const [approver, setApprover] = useState("");
  // Only members of the customer may hand it over.
  const reading = useReading(APPROVERS, { id: invoice.customer!.id });
  const handOver = useAction(HAND_OVER, ["comment", "approverId"]);

  async function act(comment: string | null): Promise<boolean> {
    const { id, version } = invoice;
    return (await handOver.run({ id, version, approverId: approver, comment, idempotencyKey: newKey() })) !== undefined;
  }

  return (
    <Asking
      title={t("Hand over invoice {number}", { number: invoice.number ?? "" })}
      about={t("Somebody else decides about it from then on.")}
      field="comment"
      label={t("Comment")}
      go={t("Hand over")}
      faults={handOver.faults}
      problem={handOver.problem}
      isUnderWay={handOver.isUnderWay}
      close={close}
      act={act}
    >
      <Loaded reading={reading} lines={1}>
        {({ customer }) => (
          <Choice
            label={t("To whom?")}
            name="approverId"
            required
            value={approver}
            faults={handOver.faults}
            onChange={({ target }) => {
              setApprover(target.value);
            }}
          >
            <option value="">{t("Please choose")}</option>
            {customer?.memberships.nodes
              .filter(
                ({ rights, contact }) => rights.includes("INVOICE_APPROVAL") && contact.id !== invoice.approver?.id,
              )
              .map(({ contact }) => (
                <option key={contact.id} value={contact.id}>
                  {contact.displayName}
                </option>
              ))}
          </Choice>
        )}
      </Loaded>
    </Asking>
  );
}
