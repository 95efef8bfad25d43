// Several contacts are invited to the portal; those without a username get one made of their name.
import { useState, type ReactNode } from "react";
import { newKey, useAction } from "../../api/action.ts";
import { FAULTS } from "../../api/faults.ts";
import { graphql } from "../../api/graphql.ts";
import { Problem } from "../../ui/bits.tsx";
import { plural } from "../../words/words.ts";
import { ForChosen, type Chosen } from "../ui/chosen.tsx";

const INVITE_MANY = graphql(
  `
    mutation InviteMany($input: InvitationsSendInput!) {
      invitationsSend(input: $input) {
        results {
          contact {
            id
            portalAccess {
              status
            }
          }
          userErrors {
            ...Faults
          }
        }
        userErrors {
          ...Faults
        }
      }
    }
  `,
  [FAULTS],
);

export function InviteMany({ chosen }: { chosen: Chosen<{ id: string; name: string }> }): ReactNode {
  const invite = useAction(INVITE_MANY);
  const [refusals, setRefusals] = useState<string[]>([]);

  async function act(): Promise<void> {
    const to = chosen.rows.map(({ id }) => ({ contactId: id }));
    const done = await invite.run({ to, idempotencyKey: newKey() });
    if (!done) return;
    setRefusals(
      done.results.flatMap(({ userErrors }, index) =>
        userErrors.map(({ message }) => `${chosen.rows[index]!.name}: ${message}`),
      ),
    );
    chosen.clear();
  }

  return (
    <>
      <Problem>{[invite.problem, ...refusals].filter(Boolean).join(" ")}</Problem>
      <ForChosen of={chosen}>
        <button type="button" className="button go" disabled={invite.isUnderWay} onClick={act}>
          {plural("Invite one person", "Invite {n} people", chosen.rows.length)}
        </button>
      </ForChosen>
    </>
  );
}
