// Talks to the API as any other client would.
import { translated, words } from "./words.ts";

/** Why something was refused, and the path of the field that this is about. */
export interface UserError {
  message: string;
  field: string[] | null;
}

interface Answer<Data> {
  data?: Data | null;
  errors?: { message: string }[];
}

/** Run one operation; gives its data, and throws an Error with a sentence for the person when there is none. */
export async function graphql<Data>(
  query: string,
  variables: Record<string, unknown> = {},
  signal: AbortSignal | null = null,
): Promise<Data> {
  let answer: Answer<Data>;
  try {
    const response = await fetch("/graphql", {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json" },
      credentials: "omit",
      body: JSON.stringify({ query, variables }),
      signal,
    });
    answer = (await response.json()) as Answer<Data>;
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new Error(words.no_server, { cause: error });
  }
  if (answer.errors?.length || !answer.data) {
    throw new Error(answer.errors?.[0] ? translated(answer.errors[0].message) : words.no_answer);
  }
  return answer.data;
}

/** Run a mutation that calls its payload `result`; gives the refusals in it. */
export async function mutate(query: string, input: Record<string, unknown>): Promise<UserError[]> {
  const { result } = await graphql<{ result: { userErrors: UserError[] } }>(query, { input });
  return result.userErrors;
}

/** The link's token, which is taken out of the address bar and the history before anything else happens. */
export function takeToken(): string | null {
  const token = new URLSearchParams(location.search).get("token");
  history.replaceState(null, "", location.pathname);
  return token;
}
