// /agree-email: the owner of the old address agrees to the new one that staff have set.
import { confirm } from "./confirming.ts";
import { words } from "./words.ts";

void confirm("emailChangeAgree", words.agreed, words.agreed_more);
