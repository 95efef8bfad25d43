// What staff do with an order besides moving it: a visit, who does it, what was done, and its details.
import type { ReactNode } from "react";
import { useAction } from "../../api/action.ts";
import { FAULTS } from "../../api/faults.ts";
import { graphql, type Enum } from "../../api/graphql.ts";
import { Area, Choice, Field } from "../../ui/fields.tsx";
import { priority } from "../../words/names.ts";
import { t } from "../../words/words.ts";
import { Change } from "../../ui/changes/change.tsx";
import { localMoment, momentOf } from "../../ui/changes/moments.ts";
import { WHOLE_ORDER, type WholeOrder } from "./order.ts";
import { PRIORITIES } from "./statuses.ts";
import { Technicians } from "./technicians.tsx";

const SCHEDULE = graphql(
  `
    mutation ScheduleOrder($input: OrderScheduleInput!) {
      orderSchedule(input: $input) {
        order {
          ...WholeOrder
        }
        userErrors {
          ...Faults
        }
      }
    }
  `,
  [WHOLE_ORDER, FAULTS],
);
const ASSIGN = graphql(
  `
    mutation AssignOrder($input: OrderAssignInput!) {
      orderAssign(input: $input) {
        order {
          ...WholeOrder
        }
        userErrors {
          ...Faults
        }
      }
    }
  `,
  [WHOLE_ORDER, FAULTS],
);
const WORK = graphql(
  `
    mutation RecordWork($input: WorkRecordInput!) {
      workRecord(input: $input) {
        order {
          ...WholeOrder
        }
        userErrors {
          ...Faults
        }
      }
    }
  `,
  [WHOLE_ORDER, FAULTS],
);
const UPDATE = graphql(
  `
    mutation UpdateOrder($input: OrderUpdateInput!) {
      orderUpdate(input: $input) {
        order {
          ...WholeOrder
        }
        userErrors {
          ...Faults
        }
      }
    }
  `,
  [WHOLE_ORDER, FAULTS],
);

interface Props {
  order: WholeOrder;
  close: () => void;
}

export function Schedule({ order, close }: Props): ReactNode {
  const schedule = useAction(SCHEDULE, ["scheduledFor", "technicianIds", "comment"]);
  return (
    <Change
      title={t("Plan a visit")}
      go={t("Plan the visit")}
      action={schedule}
      input={(given) => ({
        id: order.id,
        version: order.version,
        scheduledFor: momentOf(given.text("scheduledFor")),
        technicianIds: given.all("technicianIds"),
        comment: given.optional("comment"),
      })}
      close={close}
    >
      <Field
        label={t("When")}
        name="scheduledFor"
        type="datetime-local"
        required
        defaultValue={order.scheduledFor ? localMoment(order.scheduledFor) : ""}
        faults={schedule.faults}
      />
      <Technicians label={t("Who does it")} of={order.technicians} faults={schedule.faults} />
      <Area label={t("Comment (optional)")} name="comment" rows={2} faults={schedule.faults} />
    </Change>
  );
}

export function Assign({ order, close }: Props): ReactNode {
  const assign = useAction(ASSIGN, ["technicianIds"]);
  return (
    <Change
      title={t("Assign {number}", { number: order.number ?? t("Draft") })}
      go={t("Assign")}
      action={assign}
      input={(given) => ({ id: order.id, version: order.version, technicianIds: given.all("technicianIds") })}
      close={close}
    >
      <Technicians label={t("Who does it")} of={order.technicians} faults={assign.faults} />
    </Change>
  );
}

export function RecordWork({ order, close }: Props): ReactNode {
  const record = useAction(WORK, ["work", "summary", "occurredAt"]);
  return (
    <Change
      title={t("Record work")}
      go={t("Record")}
      action={record}
      input={(given) => ({
        orderId: order.id,
        work: given.one<Enum<"WorkKind">>("work"),
        summary: given.text("summary"),
        occurredAt: given.text("occurredAt") ? momentOf(given.text("occurredAt")) : null,
      })}
      close={close}
    >
      <Choice label={t("Kind")} name="work" faults={record.faults}>
        <option value="SITE_VISIT">{t("Visit")}</option>
        <option value="PARTS_ORDERED">{t("Parts ordered")}</option>
        <option value="PARTS_RECEIVED">{t("Parts received")}</option>
      </Choice>
      <Area label={t("What was done")} name="summary" rows={3} required faults={record.faults} />
      <Field
        label={t("When")}
        name="occurredAt"
        type="datetime-local"
        hint={t("Now, if nothing is entered.")}
        faults={record.faults}
      />
    </Change>
  );
}

export function EditOrder({ order, close }: Props): ReactNode {
  const update = useAction(UPDATE, ["problemSummary", "problemDetail", "priority", "externalReference"]);
  return (
    <Change
      title={t("Change the details")}
      go={t("Save")}
      action={update}
      input={(given) => ({
        id: order.id,
        version: order.version,
        problemSummary: given.text("problemSummary"),
        problemDetail: given.optional("problemDetail"),
        priority: given.one<Enum<"OrderPriority">>("priority"),
        externalReference: given.optional("externalReference"),
      })}
      close={close}
    >
      <Field
        label={t("In a few words")}
        name="problemSummary"
        required
        defaultValue={order.problemSummary}
        faults={update.faults}
      />
      <Area label={t("Details")} name="problemDetail" defaultValue={order.problemDetail ?? ""} faults={update.faults} />
      <Choice label={t("Priority")} name="priority" defaultValue={order.priority} faults={update.faults}>
        {PRIORITIES.map((value) => (
          <option key={value} value={value}>
            {priority(value)}
          </option>
        ))}
      </Choice>
      <Field
        label={t("Id elsewhere")}
        name="externalReference"
        defaultValue={order.externalReference ?? ""}
        faults={update.faults}
      />
    </Change>
  );
}
