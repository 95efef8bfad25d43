// What the pages share: saying what happens, and tying each refusal to the field it is about.

export const element = (id) => document.getElementById(id);

/** What to tell the holder of a link that does not work any more. */
export const LINK_PROBLEMS = {
  EXPIRED: "This link has expired.",
  USED: "This link has been used already. You can sign in at the portal.",
  SUPERSEDED: "A newer link has been sent to you. Please use the one in the latest e-mail.",
  INVALID: "This link is not valid. Please open it from the e-mail again, and copy it whole.",
};

export function tell(words) {
  element("status").textContent = words;
}

export function tellProblem(words) {
  tell("");
  element("problem").textContent = words;
  element("problem").hidden = !words;
}

/** Show the form `form` and put the cursor where work begins. */
export function open(form) {
  tell("");
  form.hidden = false;
  form.querySelector("input:not([readonly]), select, button")?.focus();
}

/** The job is done: nothing but the news is left, and the reader is taken to it. */
export function finish(form, heading, words) {
  tellProblem("");
  form.reset();
  form.hidden = true;
  element("heading").textContent = heading;
  document.title = heading;
  tell(words);
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
    tell("One moment …");
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
    element(`${input.name}-error`).textContent = ours.map((error) => error.message).join(" ");
  }
  const names = [...form.elements].map((input) => input.name);
  const others = errors.filter((error) => !names.includes(error.field?.at(-1)));
  tellProblem(others.map((error) => error.message).join(" "));
  form.querySelector("[aria-invalid=true]")?.focus();
}
