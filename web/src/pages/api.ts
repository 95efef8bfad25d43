// Calls the API like any other client.
import { language, words } from "./words.ts";

/** The reason for a refusal, and the path of the field at fault. */
export interface UserError {
  message: string;
  field: string[] | null;
}

interface Answer<Data> {
  data?: Data | null;
  errors?: { message: string }[];
}

/** Run one operation and return its data; throws an Error with a sentence for the person if there is none. */
export async function graphql<Data>(
  query: string,
  variables: Record<string, unknown> = {},
  signal: AbortSignal | null = null,
): Promise<Data> {
  let answer: Answer<Data>;
  try {
    const response = await fetch("/graphql", {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json", "Accept-Language": language },
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
    throw new Error(answer.errors?.[0]?.message ?? words.no_answer);
  }
  return answer.data;
}

/** Run a mutation whose payload has the alias `result`, and return its payload. */
export async function mutate<Payload = unknown>(
  query: string,
  input: Record<string, unknown>,
): Promise<Payload & { userErrors: UserError[] }> {
  const { result } = await graphql<{ result: Payload & { userErrors: UserError[] } }>(query, { input });
  return result;
}

/** The link's token; removes it from the address bar and the history before anything else happens. */
export function takeToken(): string | null {
  const token = new URLSearchParams(location.search).get("token");
  history.replaceState(null, "", location.pathname);
  return token;
}
