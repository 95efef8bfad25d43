// /agree-email: who has the old address agrees to the new one that staff have set.
import { confirm } from "./confirming.js";
import { words } from "./words.js";

confirm("emailChangeAgree", words.agreed, words.agreed_more);
