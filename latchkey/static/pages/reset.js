// /reset: with a link's token a new password is chosen; without one a link can be asked for.
import { graphql, takeToken } from "./api.js";
import { LINK_PROBLEMS, element, finish, onSubmit, open, tell, tellProblem } from "./form.js";
import { judgePassword } from "./password.js";
import { words } from "./words.js";

const PREVIEW = "query ($token: String!) { passwordResetLink(token: $token) }";
const RESET = "mutation ($input: PasswordResetInput!) { passwordReset(input: $input) { userErrors { code message field } } }";
const REQUEST = `mutation ($input: PasswordResetRequestInput!) {
  passwordResetRequest(input: $input) { userErrors { code message field } }
}`;

const token = takeToken();
const form = element("form");
const request = element("request");

async function start() {
  if (!token) return open(request);
  tell(words.reset_looking);
  const { passwordResetLink: status } = await graphql(PREVIEW, { token });
  if (status === "VALID") {
    open(form);
    return judgePassword(token);
  }
  const mayAsk = status !== "REVOKED";
  tellProblem(mayAsk ? `${LINK_PROBLEMS[status]} ${words.ask_here}` : LINK_PROBLEMS[status]);
  request.hidden = !mayAsk;
}

onSubmit(form, async () => {
  const input = { token, password: element("password").value };
  const { userErrors } = (await graphql(RESET, { input })).passwordReset;
  if (!userErrors.length) finish(form, words.reset, words.reset_more);
  return userErrors;
});

onSubmit(request, async () => {
  const input = { usernameOrEmail: element("usernameOrEmail").value.trim() };
  const { userErrors } = (await graphql(REQUEST, { input })).passwordResetRequest;
  if (!userErrors.length) finish(request, words.reset_asked, words.reset_asked_more);
  return userErrors;
});

start().catch((error) => tellProblem(error.message));
