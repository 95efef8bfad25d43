// /confirm-email: a new address counts once its owner says so.
import { confirm } from "./confirming.js";
import { words } from "./words.js";

confirm("emailChangeConfirm", words.confirmed, words.confirmed_more);
