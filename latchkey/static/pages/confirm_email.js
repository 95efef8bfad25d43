// /confirm-email: a new address counts once its owner says so.
import { graphql, takeToken } from "./api.js";
import { LINK_PROBLEMS, element, finish, onSubmit, open, tellProblem } from "./form.js";
import { words } from "./words.js";

const CONFIRM = `mutation ($input: EmailChangeConfirmInput!) {
  emailChangeConfirm(input: $input) { userErrors { code message field } }
}`;

const token = takeToken();
const form = element("form");

onSubmit(form, async () => {
  const { userErrors } = (await graphql(CONFIRM, { input: { token } })).emailChangeConfirm;
  if (!userErrors.length) finish(form, words.confirmed, words.confirmed_more);
  return userErrors;
});

if (token) open(form);
else tellProblem(LINK_PROBLEMS.INVALID);
