// The password field: what is asked of a password, how strong this one is while it is typed, and a look at it.
import { graphql } from "./api.js";
import { element } from "./form.js";
import { filled, translated, words } from "./words.js";

const POLICY = "{ passwordPolicy { minLength requiresLetter requiresDigit } }";
const STRENGTH = `query ($input: PasswordStrengthInput!) {
  passwordStrength(input: $input) { score isAcceptable warning suggestions }
}`;
const TYPING_PAUSE = 250;

/** Bring the password field to life; the link's token lets the server know the person's own words. */
export async function judgePassword(linkToken) {
  const input = element("password");
  let pause;
  let asking = new AbortController();
  input.addEventListener("input", () => {
    clearTimeout(pause);
    asking.abort();
    asking = new AbortController();
    const { signal } = asking;
    if (input.value) pause = setTimeout(() => judge(input.value, linkToken, signal), TYPING_PAUSE);
    else show(0, "");
  });
  element("show-password").addEventListener("click", (event) => {
    const shown = input.type === "password";
    input.type = shown ? "text" : "password";
    event.target.ariaPressed = String(shown);
  });
  const { passwordPolicy: policy } = await graphql(POLICY);
  element("password-hint").textContent = filled(needed(policy), { n: policy.minLength });
}

function needed({ requiresLetter, requiresDigit }) {
  if (requiresLetter && requiresDigit) return words.password_with_both;
  if (requiresLetter) return words.password_with_letter;
  return requiresDigit ? words.password_with_digit : words.password_at_least;
}

async function judge(password, linkToken, signal) {
  try {
    const { passwordStrength } = await graphql(STRENGTH, { input: { password, linkToken } }, signal);
    const { score, isAcceptable, warning, suggestions } = passwordStrength;
    const strength = words[`strength_${score}`];
    const verdict = isAcceptable ? strength : filled(words.strength_not_enough, { strength });
    show(score, [`${verdict}.`, ...[warning, ...suggestions].filter(Boolean).map(translated)].join(" "));
  } catch {
    // The meter only advises; whether the password will do is decided when the form is sent.
    if (!signal.aborted) show(0, "");
  }
}

function show(score, verdict) {
  element("strength").value = score;
  element("strength-words").textContent = verdict;
}
