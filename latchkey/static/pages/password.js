// The password field: what is asked of a password, how strong this one is while it is typed, and a look at it.
import { graphql } from "./api.js";
import { element } from "./form.js";

const POLICY = "{ passwordPolicy { minLength requiresLetter requiresDigit } }";
const STRENGTH = `query ($input: PasswordStrengthInput!) {
  passwordStrength(input: $input) { score isAcceptable warning suggestions }
}`;
const WORDS = ["Very weak", "Weak", "Fair", "Strong", "Very strong"];
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
  const needs = [policy.requiresLetter && "a letter", policy.requiresDigit && "a digit"].filter(Boolean);
  const also = needs.length ? `, with ${needs.join(" and ")}` : "";
  element("password-hint").textContent = `At least ${policy.minLength} characters${also}.`;
}

async function judge(password, linkToken, signal) {
  try {
    const { passwordStrength } = await graphql(STRENGTH, { input: { password, linkToken } }, signal);
    const { score, isAcceptable, warning, suggestions } = passwordStrength;
    show(score, [`${WORDS[score]}${isAcceptable ? "" : ", not enough"}.`, warning, ...suggestions].filter(Boolean).join(" "));
  } catch {
    // The meter only advises; whether the password will do is decided when the form is sent.
    if (!signal.aborted) show(0, "");
  }
}

function show(score, words) {
  element("strength").value = score;
  element("strength-words").textContent = words;
}
