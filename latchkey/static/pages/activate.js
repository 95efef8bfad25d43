// /activate: an invitation becomes an account with a password and a profile.
import { graphql, takeToken } from "./api.js";
import { COUNTRIES } from "./countries.js";
import { LINK_PROBLEMS, element, finish, onSubmit, open, tell, tellProblem } from "./form.js";
import { judgePassword } from "./password.js";
import { language, words } from "./words.js";

const PREVIEW = `query ($token: String!) {
  invitation(token: $token) { status username name suggestedCountry suggestedTimeZone }
}`;
const ACCEPT = `mutation ($input: InvitationAcceptInput!) {
  invitationAccept(input: $input) { userErrors { code message field } }
}`;

const token = takeToken();
const form = element("form");

async function start() {
  tell(words.activate_looking);
  const { invitation } = await graphql(PREVIEW, { token: token ?? "" });
  if (invitation.status !== "VALID") {
    tellProblem(LINK_PROBLEMS[invitation.status]);
    element("renew").hidden = invitation.status !== "EXPIRED";
    return;
  }
  element("username").value = invitation.username ?? "";
  element("name").value = invitation.name ?? "";
  offer("country", countries(), invitation.suggestedCountry ?? "");
  offer("timeZone", timeZones(), invitation.suggestedTimeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone);
  open(form);
  await judgePassword(token);
}

function countries() {
  const names = new Intl.DisplayNames([language], { type: "region" });
  const all = COUNTRIES.map((code) => [code, names.of(code)]);
  return [["", words.please_choose], ...all.sort((one, other) => one[1].localeCompare(other[1], language))];
}

function timeZones() {
  return ["UTC", ...Intl.supportedValuesOf("timeZone")].map((zone) => [zone, zone.replaceAll("_", " ")]);
}

function offer(name, options, chosen) {
  if (!options.some(([value]) => value === chosen)) options.push([chosen, chosen]);
  element(name).replaceChildren(...options.map(([value, words]) => new Option(words, value, false, value === chosen)));
}

/** What was filled in; a number as people write it becomes one as machines do. */
function profile() {
  const given = Object.fromEntries([...new FormData(form)].filter(([name, value]) => name !== "password" && value.trim()));
  if (given.mobile) given.mobile = given.mobile.replace(/[\s().\/-]/g, "").replace(/^00/, "+");
  return given;
}

onSubmit(form, async () => {
  const input = { token, password: element("password").value, profile: profile() };
  if (input.profile.mobile && !/^\+[1-9]\d{6,14}$/.test(input.profile.mobile)) {
    return [{ field: ["mobile"], message: words.mobile_problem }];
  }
  const { userErrors } = (await graphql(ACCEPT, { input })).invitationAccept;
  if (!userErrors.length) finish(form, words.activated, words.activated_more);
  return userErrors;
});

start().catch((error) => tellProblem(error.message));
