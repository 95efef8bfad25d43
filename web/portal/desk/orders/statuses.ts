// The statuses of orders, in the order in which they follow one another.
import type { Enum } from "../../api/graphql.ts";

type Status = Enum<"OrderStatus">;

export const OPEN: Status[] = ["SUBMITTED", "SCHEDULED", "IN_PROGRESS", "AWAITING_PARTS", "READY_FOR_RETURN"];
export const STATUSES: Status[] = ["DRAFT", ...OPEN, "COMPLETED", "CANCELLED"];

export const PRIORITIES = ["LOW", "NORMAL", "HIGH", "URGENT"];
