// Something that is said about an order, with files; files alone are added without words.
import { newKey, useAction, type Fault } from "../../api/action.ts";
import { FAULTS } from "../../api/faults.ts";
import { graphql, type Enum } from "../../api/graphql.ts";
import type { Uploads } from "../../ui/uploads.tsx";

const NOTE = graphql(
  `
    mutation NoteAdd($input: NoteAddInput!) {
      noteAdd(input: $input) {
        order {
          id
          updatedAt
        }
        userErrors {
          ...Faults
        }
      }
    }
  `,
  [FAULTS],
);
const FILE = graphql(
  `
    mutation AttachmentAdd($input: AttachmentAddInput!) {
      attachmentAdd(input: $input) {
        order {
          id
          updatedAt
        }
        userErrors {
          ...Faults
        }
      }
    }
  `,
  [FAULTS],
);

interface Saying {
  /** Gives whether all of it was said; files that were are not among the uploads any more. */
  say: (words: string, uploads: Uploads, visibility?: Enum<"Visibility">) => Promise<boolean>;
  isUnderWay: boolean;
  faults: Fault[];
  problem: string;
}

export function useSay(orderId: string): Saying {
  const note = useAction(NOTE, ["body"]);
  const file = useAction(FILE);

  async function say(words: string, uploads: Uploads, visibility: Enum<"Visibility"> = "EVERYONE"): Promise<boolean> {
    if (words) {
      const input = { orderId, body: words, visibility, uploadIds: uploads.ids, idempotencyKey: newKey() };
      if (!(await note.run(input))) return false;
      uploads.clear();
      return true;
    }
    for (const { key, id } of uploads.chosen) {
      if (id === null || !(await file.run({ orderId, uploadId: id, visibility, idempotencyKey: newKey() })))
        return false;
      uploads.remove(key);
    }
    return true;
  }

  return {
    say,
    isUnderWay: note.isUnderWay || file.isUnderWay,
    faults: note.faults,
    problem: note.problem || file.problem,
  };
}
