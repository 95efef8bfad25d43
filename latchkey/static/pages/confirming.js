// What pages share on which one button uses a link about an address up.
import { graphql, takeToken } from "./api.js";
import { LINK_PROBLEMS, element, finish, onSubmit, open, tellProblem } from "./form.js";

const PREVIEW = "query ($token: String!) { emailChangeLink(token: $token) }";

/** Show the form where the link works; the button runs `mutation`, and then the page says `heading` and `news`. */
export async function confirm(mutation, heading, news) {
  const token = takeToken();
  const form = element("form");
  const type = mutation[0].toUpperCase() + mutation.slice(1);
  const query = `mutation ($input: ${type}Input!) { ${mutation}(input: $input) { userErrors { code message field } } }`;

  onSubmit(form, async () => {
    const { userErrors } = (await graphql(query, { input: { token } }))[mutation];
    if (!userErrors.length) finish(form, heading, news);
    return userErrors;
  });

  try {
    const { emailChangeLink: status } = await graphql(PREVIEW, { token: token ?? "" });
    if (status === "VALID") open(form);
    else tellProblem(LINK_PROBLEMS[status]);
  } catch (error) {
    tellProblem(error.message);
  }
}
