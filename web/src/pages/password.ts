// The password field: the requirements, the strength while typing, and a button that shows the password.
import { graphql } from "./api.ts";
import { element } from "./form.ts";
import { filled, words } from "./words.ts";

const POLICY = "{ passwordPolicy { minLength requiresLetter requiresDigit } }";
const STRENGTH = `query ($input: PasswordStrengthInput!) {
  passwordStrength(input: $input) { score isAcceptable warning suggestions }
}`;
const TYPING_PAUSE = 250;

interface Policy {
  minLength: number;
  requiresLetter: boolean;
  requiresDigit: boolean;
}

interface Strength {
  score: number;
  isAcceptable: boolean;
  warning: string | null;
  suggestions: string[];
}

/** Connect the password field; with the link's token the server knows the person's own words. */
export async function judgePassword(linkToken: string | null): Promise<void> {
  const input = element<HTMLInputElement>("password");
  const shower = element("show-password");
  let pause: number | undefined;
  let asking = new AbortController();
  input.addEventListener("input", () => {
    clearTimeout(pause);
    asking.abort();
    asking = new AbortController();
    const { signal } = asking;
    if (input.value) pause = window.setTimeout(() => judge(input.value, linkToken, signal), TYPING_PAUSE);
    else show(0, "");
  });
  shower.addEventListener("click", () => {
    const shown = input.type === "password";
    input.type = shown ? "text" : "password";
    shower.ariaPressed = String(shown);
  });
  const { passwordPolicy: policy } = await graphql<{ passwordPolicy: Policy }>(POLICY);
  element("password-hint").textContent = filled(needed(policy), { n: policy.minLength });
}

function needed({ requiresLetter, requiresDigit }: Policy): string {
  if (requiresLetter && requiresDigit) return words.password_with_both;
  if (requiresLetter) return words.password_with_letter;
  return requiresDigit ? words.password_with_digit : words.password_at_least;
}

async function judge(password: string, linkToken: string | null, signal: AbortSignal): Promise<void> {
  try {
    const variables = { input: { password, linkToken } };
    const { passwordStrength } = await graphql<{ passwordStrength: Strength }>(STRENGTH, variables, signal);
    const { score, isAcceptable, warning, suggestions } = passwordStrength;
    const strength = words[`strength_${score}`];
    const verdict = isAcceptable ? strength : filled(words.strength_not_enough, { strength });
    show(score, [`${verdict}.`, ...(warning ? [warning] : []), ...suggestions].join(" "));
  } catch {
    // The meter only advises; the server decides when the form is submitted.
    if (!signal.aborted) show(0, "");
  }
}

function show(score: number, verdict: string): void {
  element<HTMLMeterElement>("strength").value = score;
  element("strength-words").textContent = verdict;
}
