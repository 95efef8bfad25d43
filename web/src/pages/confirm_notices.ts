// /confirm-notices: an address gets the notices once its owner says so.
import { confirm } from "./confirming.ts";
import { words } from "./words.ts";

void confirm("notificationEmailConfirm", words.confirmed, words.confirmed_notices);
