// What the pages share: saying what happens, and tying each refusal to the field it is about.
import { translated, words } from "./words.js";

export const element = (id) => document.getElementById(id);

/** What to tell the holder of a link that does not work any more. */
export const LINK_PROBLEMS = {
  EXPIRED: words.link_expired,
  USED: words.link_used,
  SUPERSEDED: words.link_superseded,
  CANCELLED: words.link_cancelled,
  REVOKED: words.link_revoked,
  OUTDATED: words.link_outdated,
  INVALID: words.link_invalid,
};

export function tell(news) {
  element("status").textContent = news;
}

export function tellProblem(problem) {
  tell("");
  element("problem").textContent = problem;
  element("problem").hidden = !problem;
}

/** Show the form `form` and put the cursor where work begins. */
export function open(form) {
  tell("");
  form.hidden = false;
  form.querySelector("input:not([readonly]), select, button")?.focus();
}

/** The job is done: nothing but the news is left, and the reader is taken to it. */
export function finish(form, heading, news) {
  tellProblem("");
  form.reset();
  form.hidden = true;
  element("heading").textContent = heading;
  document.title = heading;
  tell(news);
  element("heading").focus();
}

/** Run `work` when `form` is sent, once at a time; `work` gives the userErrors, which are shown at their fields. */
export function onSubmit(form, work) {
  const button = form.querySelector("button[type=submit]");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (button.ariaDisabled === "true") return;
    button.ariaDisabled = "true";
    showErrors(form, []);
    tell(words.one_moment);
    try {
      const errors = await work();
      if (errors.length) showErrors(form, errors);
    } catch (error) {
      tellProblem(error.message);
    } finally {
      button.ariaDisabled = null;
    }
  });
}

function showErrors(form, errors) {
  for (const input of form.querySelectorAll("[aria-describedby]")) {
    const ours = errors.filter((error) => error.field?.at(-1) === input.name);
    input.ariaInvalid = ours.length ? "true" : null;
    element(`${input.name}-error`).textContent = told(ours);
  }
  const names = [...form.elements].map((input) => input.name);
  const others = errors.filter((error) => !names.includes(error.field?.at(-1)));
  tellProblem(told(others));
  form.querySelector("[aria-invalid=true]")?.focus();
}

function told(errors) {
  return errors.map((error) => translated(error.message)).join(" ");
}
