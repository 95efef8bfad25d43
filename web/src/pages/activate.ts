// /activate: turns an invitation into an account with a password and a profile.
import { graphql, mutate, takeToken } from "./api.ts";
import { COUNTRIES } from "./countries.ts";
import { LINK_PROBLEMS, type LinkStatus, element, finish, onSubmit, open, tell, tellProblem } from "./form.ts";
import { judgePassword } from "./password.ts";
import { language, words } from "./words.ts";

const PREVIEW = `query ($token: String!) {
  invitation(token: $token) { status username name suggestedCountry suggestedTimeZone }
}`;
const ACCEPT = `mutation ($input: InvitationAcceptInput!) {
  result: invitationAccept(input: $input) { site { id name } userErrors { code message field } }
}`;

interface Invitation {
  status: LinkStatus;
  username: string | null;
  name: string | null;
  suggestedCountry: string | null;
  suggestedTimeZone: string | null;
}

/** The property that the invitation was for. */
interface Site {
  id: string;
  name: string;
}

/** The submitted value and the displayed words. */
type Choice = [value: string, words: string];

const token = takeToken();
const form = element<HTMLFormElement>("form");

async function start(): Promise<void> {
  tell(words.activate_looking);
  const { invitation } = await graphql<{ invitation: Invitation }>(PREVIEW, { token: token ?? "" });
  if (invitation.status !== "VALID") {
    tellProblem(LINK_PROBLEMS[invitation.status]);
    element("renew").hidden = invitation.status !== "EXPIRED";
    return;
  }
  element<HTMLInputElement>("username").value = invitation.username ?? "";
  element<HTMLInputElement>("name").value = invitation.name ?? "";
  offer("country", countries(), invitation.suggestedCountry ?? "");
  offer("timeZone", timeZones(), invitation.suggestedTimeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone);
  open(form);
  await judgePassword(token);
}

function countries(): Choice[] {
  const names = new Intl.DisplayNames([language], { type: "region" });
  const all = COUNTRIES.map((code): Choice => [code, names.of(code) ?? code]);
  return [["", words.please_choose], ...all.sort((one, other) => one[1].localeCompare(other[1], language))];
}

function timeZones(): Choice[] {
  return ["UTC", ...Intl.supportedValuesOf("timeZone")].map((zone) => [zone, zone.replaceAll("_", " ")]);
}

function offer(name: string, options: Choice[], chosen: string): void {
  if (!options.some(([value]) => value === chosen)) options.push([chosen, chosen]);
  element<HTMLSelectElement>(name).replaceChildren(
    ...options.map(([value, words]) => new Option(words, value, false, value === chosen)),
  );
}

/** The values that were filled in, with the mobile number in international form. */
function profile(): Record<string, string> {
  const filledIn = [...new FormData(form)].map(([name, value]) => [name, String(value)] as const);
  const given = Object.fromEntries(filledIn.filter(([name, value]) => name !== "password" && value.trim()));
  if (given.mobile) given.mobile = given.mobile.replace(/[\s().\/-]/g, "").replace(/^00/, "+");
  return given;
}

/** Let the way to the portal lead to the page of a property, which opens as soon as somebody has signed in there. */
function leadTo(site: Site): void {
  const wayOut = element<HTMLAnchorElement>("way-out");
  wayOut.href = `${wayOut.href.replace(/\/$/, "")}/sites/${site.id}`;
  wayOut.textContent = site.name;
}

onSubmit(form, async () => {
  const input = { token, password: element<HTMLInputElement>("password").value, profile: profile() };
  if (input.profile.mobile && !/^\+[1-9]\d{6,14}$/.test(input.profile.mobile)) {
    return [{ field: ["mobile"], message: words.mobile_problem }];
  }
  const { site, userErrors } = await mutate<{ site: Site | null }>(ACCEPT, input);
  if (!userErrors.length) finish(form, words.activated, words.activated_more);
  if (site) leadTo(site);
  return userErrors;
});

start().catch((error: Error) => tellProblem(error.message));
