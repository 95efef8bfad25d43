// How a viewing goes on: made, confirmed, moved, done, and its feedback released.
import type { ReactNode } from "react";
import { useAction, type Fault } from "../../api/action.ts";
import { FAULTS } from "../../api/faults.ts";
import { graphql } from "../../api/graphql.ts";
import { useReading } from "../../api/reading.ts";
import { VIEWING, type Viewing } from "../../pages/property/rows.ts";
import { Area, Choice, Field } from "../../ui/fields.tsx";
import { t } from "../../words/words.ts";
import { useMay } from "../navigation.ts";
import { Change, Do, Opens } from "../../ui/changes/change.tsx";
import { Find } from "../ui/find.tsx";
import { localMoment, momentOf } from "../../ui/changes/moments.ts";

const CREATE = graphql(
  `
    mutation CreateViewing($input: ViewingCreateInput!) {
      viewingCreate(input: $input) {
        viewing {
          ...Viewing
        }
        userErrors {
          ...Faults
        }
      }
    }
  `,
  [VIEWING, FAULTS],
);
const CONFIRM = graphql(
  `
    mutation ConfirmViewing($input: ViewingConfirmInput!) {
      viewingConfirm(input: $input) {
        viewing {
          ...Viewing
        }
        userErrors {
          ...Faults
        }
      }
    }
  `,
  [VIEWING, FAULTS],
);
const MOVE = graphql(
  `
    mutation MoveViewing($input: ViewingMoveInput!) {
      viewingMove(input: $input) {
        viewing {
          ...Viewing
        }
        userErrors {
          ...Faults
        }
      }
    }
  `,
  [VIEWING, FAULTS],
);
const COMPLETE = graphql(
  `
    mutation CompleteViewing($input: ViewingCompleteInput!) {
      viewingComplete(input: $input) {
        viewing {
          ...Viewing
        }
        userErrors {
          ...Faults
        }
      }
    }
  `,
  [VIEWING, FAULTS],
);
const RELEASE = graphql(
  `
    mutation ReleaseFeedback($input: FeedbackReleaseInput!) {
      feedbackRelease(input: $input) {
        viewing {
          ...Viewing
        }
        userErrors {
          ...Faults
        }
      }
    }
  `,
  [VIEWING, FAULTS],
);
const STAFF = graphql(`
  query WhoAccompanies {
    staffMembers(where: { isActive: true }, first: 100) {
      nodes {
        id
        name
      }
    }
  }
`);

export function ViewingSteps({ viewing }: { viewing: Viewing }): ReactNode {
  const may = useMay();
  const confirm = useAction(CONFIRM);
  const complete = useAction(COMPLETE);
  if (!may(["MANAGE_PROPERTIES"])) return null;
  const input = { id: viewing.id, version: viewing.version };
  return (
    <>
      {viewing.status === "REQUESTED" && <Do label={t("Confirm")} isMain action={confirm} input={input} />}
      {(viewing.status === "REQUESTED" || viewing.status === "CONFIRMED") && (
        <Opens label={t("Move elsewhen")}>{(close) => <MoveViewing viewing={viewing} close={close} />}</Opens>
      )}
      {viewing.status === "CONFIRMED" && <Do label={t("It took place")} action={complete} input={input} />}
      {viewing.attendances.map((attendance) => (
        <Release key={attendance.id} attendance={attendance} />
      ))}
    </>
  );
}

function Release({ attendance }: { attendance: Viewing["attendances"][number] }): ReactNode {
  const release = useAction(RELEASE);
  if (attendance.feedback === null || attendance.releasedAt !== null) return null;
  const label = t("Show the owners what {name} says", { name: attendance.contact?.name ?? "" });
  return <Do label={label} action={release} input={{ id: attendance.id, version: attendance.version }} />;
}

function MoveViewing({ viewing, close }: { viewing: Viewing; close: () => void }): ReactNode {
  const move = useAction(MOVE, ["startsAt", "minutes"]);
  return (
    <Change
      title={t("Move the viewing")}
      go={t("Move")}
      action={move}
      input={(given) => ({
        id: viewing.id,
        version: viewing.version,
        startsAt: momentOf(given.text("startsAt")),
        minutes: Number(given.text("minutes")),
      })}
      close={close}
    >
      <When
        startsAt={localMoment(viewing.startsAt)}
        minutes={(Date.parse(viewing.endsAt) - Date.parse(viewing.startsAt)) / 60_000}
        faults={move.faults}
      />
    </Change>
  );
}

function When(of: { startsAt?: string; minutes?: number; faults: Fault[] }): ReactNode {
  return (
    <div className="two">
      <Field
        label={t("When")}
        name="startsAt"
        type="datetime-local"
        required
        defaultValue={of.startsAt}
        faults={of.faults}
      />
      <Field
        label={t("Minutes")}
        name="minutes"
        type="number"
        min={5}
        max={480}
        required
        defaultValue={of.minutes ?? 30}
        faults={of.faults}
      />
    </div>
  );
}

export function NewViewing({ listing, close }: { listing: { id: string }; close: () => void }): ReactNode {
  const create = useAction(CREATE, ["applicantIds.0", "startsAt", "minutes", "accompaniedById", "note"]);
  const staff = useReading(STAFF, {}).data?.staffMembers?.nodes ?? [];
  return (
    <Change
      title={t("New viewing")}
      about={t("It is confirmed at once, and told to everybody whom it concerns.")}
      go={t("Make it")}
      action={create}
      input={(given) => ({
        listingId: listing.id,
        applicantIds: [given.text("applicantIds.0"), given.text("applicantIds.1")].filter(Boolean),
        startsAt: momentOf(given.text("startsAt")),
        minutes: Number(given.text("minutes")),
        accompaniedById: given.optional("accompaniedById"),
        note: given.optional("note"),
      })}
      close={close}
    >
      <Find label={t("Applicant")} name="applicantIds.0" type="CONTACT" faults={create.faults} />
      <Find label={t("Another applicant (optional)")} name="applicantIds.1" type="CONTACT" isOptional />
      <When faults={create.faults} />
      <Choice label={t("Who shows it (optional)")} name="accompaniedById" faults={create.faults}>
        <option value="">{t("Nobody yet")}</option>
        {staff.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </Choice>
      <Area label={t("Note (optional)")} name="note" rows={2} faults={create.faults} />
    </Change>
  );
}
