// Shared by the pages: showing progress, and showing each refusal at its field.
import type { UserError } from "./api.ts";
import { words } from "./words.ts";

export type LinkStatus = "VALID" | keyof typeof LINK_PROBLEMS;

/** The message for each reason why a link no longer works. */
export const LINK_PROBLEMS = {
  EXPIRED: words.link_expired,
  USED: words.link_used,
  SUPERSEDED: words.link_superseded,
  CANCELLED: words.link_cancelled,
  REVOKED: words.link_revoked,
  OUTDATED: words.link_outdated,
  INVALID: words.link_invalid,
};

/** The element of the page with this id. */
export function element<Kind extends HTMLElement = HTMLElement>(id: string): Kind {
  return document.getElementById(id) as Kind;
}

export function tell(news: string): void {
  element("status").textContent = news;
}

export function tellProblem(problem: string): void {
  tell("");
  element("problem").textContent = problem;
  element("problem").hidden = !problem;
}

/** Show the form and focus its first editable field. */
export function open(form: HTMLFormElement): void {
  tell("");
  form.hidden = false;
  form.querySelector<HTMLElement>("input:not([readonly]), select, button")?.focus();
}

/** Replace the form by the news, and move the focus there. */
export function finish(form: HTMLFormElement, heading: string, news: string): void {
  tellProblem("");
  form.reset();
  form.hidden = true;
  element("heading").textContent = heading;
  document.title = heading;
  tell(news);
  element("heading").focus();
}

/** Run `work` when `form` is submitted, once at a time, and show the userErrors that it returns at their fields. */
export function onSubmit(form: HTMLFormElement, work: () => Promise<UserError[]>): void {
  const button = form.querySelector("button[type=submit]")!;
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
      tellProblem((error as Error).message);
    } finally {
      button.ariaDisabled = null;
    }
  });
}

function showErrors(form: HTMLFormElement, errors: UserError[]): void {
  for (const input of form.querySelectorAll<HTMLInputElement | HTMLSelectElement>("[aria-describedby]")) {
    const ours = errors.filter((error) => error.field?.at(-1) === input.name);
    input.ariaInvalid = ours.length ? "true" : null;
    element(`${input.name}-error`).textContent = told(ours);
  }
  const others = errors.filter((error) => !form.querySelector(`[name="${error.field?.at(-1)}"]`));
  tellProblem(told(others));
  form.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
}

function told(errors: UserError[]): string {
  return errors.map((error) => error.message).join(" ");
}
