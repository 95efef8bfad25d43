// The mark that something belongs to the property: people whose role there begins later see it too.
import type { ReactNode } from "react";
import { useAction } from "../../api/action.ts";
import { FAULTS } from "../../api/faults.ts";
import { graphql } from "../../api/graphql.ts";
import type { Entry } from "../../pages/orders/entry.ts";
import { t } from "../../words/words.ts";
import { Change, Do, Opens } from "../../ui/changes/change.tsx";

const SET = graphql(
  `
    mutation SetOfProperty($input: OfPropertySetInput!) {
      ofPropertySet(input: $input) {
        order {
          id
          version
          ofProperty
        }
        userErrors {
          ...Faults
        }
      }
    }
  `,
  [FAULTS],
);

interface Marked {
  /** Of an order, a note, an entry with a file, or a file. */
  id: string;
  ofProperty: boolean;
}

export function OfProperty({ of: { id, ofProperty } }: { of: Marked }): ReactNode {
  const set = useAction(SET);
  if (ofProperty) {
    return <Do label={t("No longer show to later occupants")} isSmall action={set} input={{ id, ofProperty: false }} />;
  }
  return (
    <Opens label={t("Show to later occupants")} isSmall>
      {(close) => (
        <Change
          title={t("Show to later occupants")}
          about={t(
            "People whose role on the property begins later see this too, and with it what the order is about, but not its details.",
          )}
          go={t("Show")}
          action={set}
          input={() => ({ id, ofProperty: true })}
          close={close}
        >
          {null}
        </Change>
      )}
    </Opens>
  );
}

/** The mark of what an entry has: of a note with its files, or of a file. Only what everybody sees may have it. */
export function markedIn(entry: Entry): Marked | null {
  if (entry.visibility !== "EVERYONE" || entry.removal) return null;
  if (entry.__typename === "Note") return entry;
  return entry.__typename === "AttachmentAdded" ? entry.attachment : null;
}
