// /confirm-email: the owner of a new address confirms it.
import { confirm } from "./confirming.ts";
import { words } from "./words.ts";

void confirm("emailChangeConfirm", words.confirmed, words.confirmed_more);
