// /confirm-notices: an address gets the notices once its owner says so.
import { confirm } from "./confirming.js";
import { words } from "./words.js";

confirm("notificationEmailConfirm", words.confirmed, words.confirmed_notices);
