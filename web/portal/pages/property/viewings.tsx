// Viewings: when, who comes, and what was said of the property afterwards.
import type { ReactNode } from "react";
import { Link } from "react-router";
import { useAction } from "../../api/action.ts";
import { FAULTS } from "../../api/faults.ts";
import { graphql, type Enum } from "../../api/graphql.ts";
import { Change, Opens } from "../../ui/changes/change.tsx";
import { momentOf } from "../../ui/changes/moments.ts";
import { useSession } from "../../session/session.tsx";
import { Chip, Moment } from "../../ui/bits.tsx";
import { Area, Choice, Field } from "../../ui/fields.tsx";
import { interests, VIEWING_TONES, viewingStatuses } from "../../words/property.ts";
import { t } from "../../words/words.ts";
import { listingPath, VIEWING, type Viewing } from "./rows.ts";

const ASK = graphql(
  `
    mutation AskForViewing($input: ViewingCreateInput!) {
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
const CANCEL = graphql(
  `
    mutation CancelViewing($input: ViewingCancelInput!) {
      viewingCancel(input: $input) {
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
const RECORD = graphql(
  `
    mutation RecordFeedback($input: FeedbackRecordInput!) {
      feedbackRecord(input: $input) {
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

type Attendance = Viewing["attendances"][number];

interface Props {
  viewings: Viewing[];
  /** Whether each names its listing. */
  isOfSeveral?: boolean;
  /** What else can be done with one. */
  children?: ((viewing: Viewing) => ReactNode) | undefined;
}

export function Viewings({ viewings, isOfSeveral = false, children }: Props): ReactNode {
  return viewings.map((viewing) => (
    <article key={viewing.id} className="card" id={viewing.id}>
      <div className="card-head">
        <h3>
          <Moment at={viewing.startsAt} />
        </h3>
        <Chip tone={VIEWING_TONES[viewing.status] ?? "calm"}>{viewingStatuses()[viewing.status]}</Chip>
      </div>
      {isOfSeveral && <Of viewing={viewing} />}
      {viewing.accompaniedBy && (
        <p className="row-more">{t("{name} shows the property", { name: viewing.accompaniedBy.name })}</p>
      )}
      {viewing.note && <p className="said">{viewing.note}</p>}
      {viewing.cancelReason && <q>{viewing.cancelReason}</q>}
      {viewing.attendances.map((attendance) => (
        <Attended key={attendance.id} viewing={viewing} attendance={attendance} />
      ))}
      <div className="buttons">
        {viewing.viewerCanCancel && (
          <Opens label={t("Cancel the viewing")}>{(close) => <Cancel viewing={viewing} close={close} />}</Opens>
        )}
        {children?.(viewing)}
      </div>
    </article>
  ));
}

function Of({ viewing: { listing, site } }: { viewing: Viewing }): ReactNode {
  return (
    <p>
      {listing ? (
        <Link to={listingPath(listing)}>{listing.headline}</Link>
      ) : (
        site && <Link to={`/sites/${site.id}`}>{site.name}</Link>
      )}
    </p>
  );
}

/** Somebody's part in a viewing: the reader's own, or what the owners and staff see of it. */
function Attended({ viewing, attendance }: { viewing: Viewing; attendance: Attendance }): ReactNode {
  const { viewer } = useSession();
  const { contact, interest, feedback, releasedAt } = attendance;
  const isOwn = contact !== null && contact.id === viewer.contact?.id;
  const mayTell = viewing.status === "DONE" && releasedAt === null && (isOwn || viewer.kind === "STAFF");
  return (
    <>
      {(feedback ?? interest) && (
        <div>
          <p className="row-more">
            {[isOwn ? t("Your feedback") : contact?.name, interest && interests()[interest]]
              .filter(Boolean)
              .join(" · ")}
          </p>
          {feedback && <q>{feedback}</q>}
        </div>
      )}
      {!feedback && contact && !isOwn && <p className="row-more">{contact.name}</p>}
      {mayTell && (
        <Opens label={feedback ? t("Change the feedback") : t("Give feedback")}>
          {(close) => <Feedback attendance={attendance} close={close} />}
        </Opens>
      )}
    </>
  );
}

function Feedback({ attendance, close }: { attendance: Attendance; close: () => void }): ReactNode {
  const record = useAction(RECORD, ["feedback", "interest"]);
  return (
    <Change
      title={t("Feedback on the viewing")}
      go={t("Save")}
      action={record}
      input={(given) => ({
        id: attendance.id,
        version: attendance.version,
        feedback: given.text("feedback"),
        interest: given.one<Enum<"ViewingInterest">>("interest"),
      })}
      close={close}
    >
      <Choice
        label={t("Interest")}
        name="interest"
        defaultValue={attendance.interest ?? "UNDECIDED"}
        faults={record.faults}
      >
        {Object.entries(interests()).map(([value, name]) => (
          <option key={value} value={value}>
            {name}
          </option>
        ))}
      </Choice>
      <Area
        label={t("What do you think of it?")}
        name="feedback"
        required
        defaultValue={attendance.feedback ?? ""}
        faults={record.faults}
      />
    </Change>
  );
}

function Cancel({ viewing, close }: { viewing: Viewing; close: () => void }): ReactNode {
  const cancel = useAction(CANCEL, ["reason"]);
  return (
    <Change
      title={t("Cancel the viewing")}
      about={t("Everybody who was told of it is told that it does not take place.")}
      go={t("Cancel the viewing")}
      action={cancel}
      input={(given) => ({ id: viewing.id, version: viewing.version, reason: given.optional("reason") })}
      close={close}
    >
      <Area label={t("Reason (optional)")} name="reason" rows={2} faults={cancel.faults} />
    </Change>
  );
}

/** An applicant proposes a time for a viewing. */
export function AskForViewing({ listing, close }: { listing: { id: string }; close: () => void }): ReactNode {
  const ask = useAction(ASK, ["startsAt", "note"]);
  return (
    <Change
      title={t("Ask for a viewing")}
      about={t("We confirm the time, or propose another one.")}
      go={t("Ask for it")}
      action={ask}
      input={(given) => ({
        listingId: listing.id,
        startsAt: momentOf(given.text("startsAt")),
        note: given.optional("note"),
      })}
      close={close}
    >
      <Field label={t("When")} name="startsAt" type="datetime-local" required faults={ask.faults} />
      <Area label={t("Note (optional)")} name="note" rows={2} faults={ask.faults} />
    </Change>
  );
}
