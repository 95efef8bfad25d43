// /confirm-email: a new address counts once its owner says so.
import { graphql, takeToken } from "./api.js";
import { LINK_PROBLEMS, element, finish, onSubmit, open, tellProblem } from "./form.js";
import { words } from "./words.js";

const PREVIEW = "query ($token: String!) { emailChangeLink(token: $token) }";
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

async function start() {
  const { emailChangeLink: status } = await graphql(PREVIEW, { token: token ?? "" });
  if (status === "VALID") open(form);
  else tellProblem(LINK_PROBLEMS[status]);
}

start().catch((error) => tellProblem(error.message));
