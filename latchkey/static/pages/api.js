// Talks to the API as any other client would.
import { translated, words } from "./words.js";

/** Run one operation; gives its data, and throws an Error with a sentence for the person when there is none. */
export async function graphql(query, variables = {}, signal = undefined) {
  let answer;
  try {
    const response = await fetch("/graphql", {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json" },
      credentials: "omit",
      body: JSON.stringify({ query, variables }),
      signal,
    });
    answer = await response.json();
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Error(words.no_server, { cause: error });
  }
  if (answer.errors?.length || !answer.data) {
    throw new Error(answer.errors?.[0] ? translated(answer.errors[0].message) : words.no_answer);
  }
  return answer.data;
}

/** The link's token, which is taken out of the address bar and the history before anything else happens. */
export function takeToken() {
  const token = new URLSearchParams(location.search).get("token");
  history.replaceState(null, "", location.pathname);
  return token;
}
