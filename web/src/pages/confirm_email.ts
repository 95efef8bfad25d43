// /confirm-email: a new address counts once its owner says so.
import { confirm } from "./confirming.ts";
import { words } from "./words.ts";

void confirm("emailChangeConfirm", words.confirmed, words.confirmed_more);
