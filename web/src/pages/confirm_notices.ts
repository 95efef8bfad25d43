// /confirm-notices: the owner of an address for notifications confirms it.
import { confirm } from "./confirming.ts";
import { words } from "./words.ts";

void confirm("notificationEmailConfirm", words.confirmed, words.confirmed_notices);
