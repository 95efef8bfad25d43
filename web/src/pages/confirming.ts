// Shared by the pages on which one button uses up a link about an address.
import { graphql, mutate, takeToken } from "./api.ts";
import { LINK_PROBLEMS, type LinkStatus, element, finish, onSubmit, open, tellProblem } from "./form.ts";

const PREVIEW = "query ($token: String!) { emailChangeLink(token: $token) }";

/** Show the form if the link is valid; its button runs `mutation`, and the page then shows `heading` and `news`. */
export async function confirm(mutation: string, heading: string, news: string): Promise<void> {
  const token = takeToken();
  const form = element<HTMLFormElement>("form");
  const type = mutation.charAt(0).toUpperCase() + mutation.slice(1);
  const query = `mutation ($input: ${type}Input!) { result: ${mutation}(input: $input) { userErrors { code message field } } }`;

  onSubmit(form, async () => {
    const { userErrors } = await mutate(query, { token });
    if (!userErrors.length) finish(form, heading, news);
    return userErrors;
  });

  try {
    const { emailChangeLink: status } = await graphql<{ emailChangeLink: LinkStatus }>(PREVIEW, { token: token ?? "" });
    if (status === "VALID") open(form);
    else tellProblem(LINK_PROBLEMS[status]);
  } catch (error) {
    tellProblem((error as Error).message);
  }
}
