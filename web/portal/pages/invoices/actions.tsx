// What can be done with an invoice: approve, decline, hold and release, hand over, and its document.
import { useState, type ReactNode } from "react";
import { newKey, useAction, type Action } from "../../api/action.ts";
import { graphql } from "../../api/graphql.ts";
import { Asking } from "../../ui/asking.tsx";
import { Problem } from "../../ui/bits.tsx";
import { useDownload } from "../../ui/download.ts";
import { money } from "../../words/formats.ts";
import { t } from "../../words/words.ts";
import { HandOver } from "./hand_over.tsx";
import { INVOICE, type Invoice } from "./invoice.ts";

const PDF = graphql(`
  query InvoicePdf($id: ID!) {
    invoice(by: { id: $id }) {
      id
      pdf {
        url
      }
    }
  }
`);
const APPROVE = graphql(
  `
    mutation Approve($input: InvoiceApproveInput!) {
      invoiceApprove(input: $input) {
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
const DECLINE = graphql(
  `
    mutation Decline($input: InvoiceDeclineInput!) {
      invoiceDecline(input: $input) {
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
const HOLD = graphql(
  `
    mutation Hold($input: InvoiceHoldInput!) {
      invoiceHold(input: $input) {
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
const RELEASE = graphql(
  `
    mutation Release($input: InvoiceReleaseInput!) {
      invoiceRelease(input: $input) {
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

type Asked = "approve" | "decline" | "hold" | "release" | "handOver";

interface Doing {
  label: string;
  title: string;
  field: "comment" | "reason";
  isAllowed: boolean;
  about?: string;
  action: Pick<Action<never, unknown>, "faults" | "problem" | "isUnderWay" | "forgetFaults">;
  run: (words: string | null) => Promise<unknown>;
}

export function Actions({ invoice }: { invoice: Invoice }): ReactNode {
  const [asked, ask] = useState<Asked | null>(null);
  const doings = useDoings(invoice);
  const doing = asked === null || asked === "handOver" ? null : doings[asked];
  const close = (): void => {
    ask(null);
  };
  return (
    <div className="actions">
      <div className="buttons">
        {(Object.keys(doings) as (keyof typeof doings)[])
          .filter((name) => doings[name].isAllowed)
          .map((name) => (
            <button
              key={name}
              type="button"
              className={name === "approve" ? "button go" : "button"}
              onClick={() => {
                doings[name].action.forgetFaults();
                ask(name);
              }}
            >
              {doings[name].label}
            </button>
          ))}
        {invoice.viewerCanHandOver && (
          <button
            type="button"
            className="button"
            onClick={() => {
              ask("handOver");
            }}
          >
            {t("Hand over")}
          </button>
        )}
        <Pdf id={invoice.id} />
      </div>
      {doing && (
        <Asking
          title={doing.title}
          {...(doing.about && { about: doing.about })}
          field={doing.field}
          label={doing.field === "reason" ? t("Reason") : t("Comment")}
          go={doing.label}
          faults={doing.action.faults}
          problem={doing.action.problem}
          isUnderWay={doing.action.isUnderWay}
          close={close}
          act={async (words) => (await doing.run(words)) !== undefined}
        />
      )}
      {asked === "handOver" && <HandOver invoice={invoice} close={close} />}
    </div>
  );
}

function useDoings(invoice: Invoice): Record<Exclude<Asked, "handOver">, Doing> {
  const approve = useAction(APPROVE, ["comment"]);
  const decline = useAction(DECLINE, ["comment"]);
  const hold = useAction(HOLD, ["reason"]);
  const release = useAction(RELEASE, ["comment"]);
  const row = { id: invoice.id, version: invoice.version };
  const number = invoice.number ?? "";
  return {
    approve: {
      label: t("Approve"),
      title: t("Approve invoice {number}", { number }),
      about: t("You agree that {amount} is paid for this work.", { amount: money(invoice.total) }),
      field: "comment",
      isAllowed: invoice.viewerCanApprove,
      action: approve,
      run: (comment) => approve.run({ ...row, comment, idempotencyKey: newKey() }),
    },
    decline: {
      label: t("Decline"),
      title: t("Decline invoice {number}", { number }),
      field: "comment",
      isAllowed: invoice.viewerCanDecline,
      action: decline,
      run: (comment) => decline.run({ ...row, comment, idempotencyKey: newKey() }),
    },
    hold: {
      label: t("Put on hold"),
      title: t("Put invoice {number} on hold", { number }),
      about: t("It is not approved by itself while it is on hold."),
      field: "reason",
      isAllowed: invoice.viewerCanHold,
      action: hold,
      run: (reason) => hold.run({ ...row, reason, idempotencyKey: newKey() }),
    },
    release: {
      label: t("Release"),
      title: t("Release invoice {number}", { number }),
      field: "comment",
      isAllowed: invoice.viewerCanRelease,
      action: release,
      run: (comment) => release.run({ ...row, comment, idempotencyKey: newKey() }),
    },
  };
}

function Pdf({ id }: { id: string }): ReactNode {
  const { download, problem } = useDownload(PDF, { id }, ({ invoice }) => invoice?.pdf.url);
  return (
    <>
      <button type="button" className="button" onClick={download}>
        {t("Download PDF")}
      </button>
      <Problem>{problem}</Problem>
    </>
  );
}
