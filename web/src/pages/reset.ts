// /reset: sets a new password with a link's token; without a token, requests a link.
import { graphql, mutate, takeToken } from "./api.ts";
import { LINK_PROBLEMS, type LinkStatus, element, finish, onSubmit, open, tell, tellProblem } from "./form.ts";
import { judgePassword } from "./password.ts";
import { words } from "./words.ts";

const PREVIEW = "query ($token: String!) { passwordResetLink(token: $token) }";
const RESET =
  "mutation ($input: PasswordResetInput!) { result: passwordReset(input: $input) { userErrors { code message field } } }";
const REQUEST = `mutation ($input: PasswordResetRequestInput!) {
  result: passwordResetRequest(input: $input) { userErrors { code message field } }
}`;

const token = takeToken();
const form = element<HTMLFormElement>("form");
const request = element<HTMLFormElement>("request");

async function start(): Promise<void> {
  if (!token) return open(request);
  tell(words.reset_looking);
  const { passwordResetLink: status } = await graphql<{ passwordResetLink: LinkStatus }>(PREVIEW, { token });
  if (status === "VALID") {
    open(form);
    return judgePassword(token);
  }
  const mayAsk = status !== "REVOKED";
  tellProblem(mayAsk ? `${LINK_PROBLEMS[status]} ${words.ask_here}` : LINK_PROBLEMS[status]);
  request.hidden = !mayAsk;
}

onSubmit(form, async () => {
  const input = { token, password: element<HTMLInputElement>("password").value };
  const { userErrors } = await mutate(RESET, input);
  if (!userErrors.length) finish(form, words.reset, words.reset_more);
  return userErrors;
});

onSubmit(request, async () => {
  const input = { usernameOrEmail: element<HTMLInputElement>("usernameOrEmail").value.trim() };
  const { userErrors } = await mutate(REQUEST, input);
  if (!userErrors.length) finish(request, words.reset_asked, words.reset_asked_more);
  return userErrors;
});

start().catch((error: Error) => tellProblem(error.message));
