// The reader's interest in a listing: asked about, and ended.
import type { ReactNode } from "react";
import { useAction } from "../../api/action.ts";
import { FAULTS } from "../../api/faults.ts";
import { graphql, type ResultOf } from "../../api/graphql.ts";
import { Change, Opens } from "../../ui/changes/change.tsx";
import { Area } from "../../ui/fields.tsx";
import { dayOf } from "../../words/formats.ts";
import { t } from "../../words/words.ts";

export const ENQUIRY = graphql(`
  fragment Enquiry on Enquiry {
    id
    version
    createdAt
    closedAt
    viewerCanClose
  }
`);
const ASK = graphql(
  `
    mutation AskAbout($input: EnquiryCreateInput!) {
      enquiryCreate(input: $input) {
        enquiry {
          ...Enquiry
        }
        userErrors {
          ...Faults
        }
      }
    }
  `,
  [ENQUIRY, FAULTS],
);
const CLOSE = graphql(
  `
    mutation CloseEnquiry($input: EnquiryCloseInput!) {
      enquiryClose(input: $input) {
        enquiry {
          ...Enquiry
        }
        userErrors {
          ...Faults
        }
      }
    }
  `,
  [ENQUIRY, FAULTS],
);

type Enquiry = ResultOf<typeof ENQUIRY>;

export function AskAbout({ listing, close }: { listing: { id: string }; close: () => void }): ReactNode {
  const ask = useAction(ASK, ["message"]);
  return (
    <Change
      title={t("Ask about it")}
      about={t("We get in touch, and you see what happens to the property.")}
      go={t("Ask")}
      action={ask}
      input={(given) => ({ listingId: listing.id, message: given.optional("message") })}
      close={close}
    >
      <Area label={t("Your question (optional)")} name="message" faults={ask.faults} />
    </Change>
  );
}

/** Since when the reader asks about a listing, and the way out. */
export function Asked({ enquiry }: { enquiry: Enquiry }): ReactNode {
  const close = useAction(CLOSE, ["reason"]);
  return (
    <div className="notice">
      <p>{t("You asked about this on {day}.", { day: dayOf(enquiry.createdAt) })}</p>
      {enquiry.viewerCanClose && (
        <Opens label={t("I am no longer interested")}>
          {(shut) => (
            <Change
              title={t("I am no longer interested")}
              about={t("You no longer see the property, nor what happens to it.")}
              go={t("End my interest")}
              action={close}
              input={(given) => ({ id: enquiry.id, version: enquiry.version, reason: given.optional("reason") })}
              close={shut}
            >
              <Area label={t("Reason (optional)")} name="reason" rows={2} faults={close.faults} />
            </Change>
          )}
        </Opens>
      )}
    </div>
  );
}
