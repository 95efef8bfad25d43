// GraphiQL at /explorer in development: prepared tabs with a walkthrough, and buttons that sign in people of the demo.
import "graphiql/setup-workers/vite";
import "graphiql/style.css";
import "@graphiql/plugin-explorer/style.css";
import "./explorer.css";
import { explorerPlugin } from "@graphiql/plugin-explorer";
import { type Fetcher, createGraphiQLFetcher } from "@graphiql/toolkit";
import { GraphiQL } from "graphiql";
import { createElement } from "react";
import { createRoot } from "react-dom/client";
import { filled, forgetSession, keepSession, remember, session } from "./memory.ts";
import story from "./story.graphql?raw";

interface Answer {
  data?: { sessionCreate?: { token: string | null; userErrors: { message: string }[] } } | null;
  errors?: { message: string }[];
}

const SIGN_IN =
  "mutation ($input: SessionCreateInput!) { sessionCreate(input: $input) { token userErrors { message } } }";

const element = (id: string): HTMLElement => document.getElementById(id)!;
const accountButtons = (): NodeListOf<HTMLElement> => document.querySelectorAll<HTMLElement>("[data-username]");

/** fetch without the browser's cookies; remembers the ids in each response. */
const attentiveFetch: typeof fetch = async (address, options) => {
  const response = await fetch(address, { ...options, credentials: "omit" });
  response
    .clone()
    .json()
    .then(
      (answer: Answer) => {
        remember(answer.data);
        noticeSession(answer, JSON.parse(String(options?.body)));
      },
      () => {},
    );
  return response;
};

/** Use the session of the latest sign-in, by a button or in a tab, for the next operations. */
function noticeSession(answer: Answer, { variables }: { variables?: { input: { username: string } } }): void {
  const token = answer.data?.sessionCreate?.token;
  if (!token || !variables) return;
  keepSession({ token, username: variables.input.username });
  showWho();
}

const send = createGraphiQLFetcher({
  url: "/graphql",
  fetch: attentiveFetch,
  enableIncrementalDelivery: false,
  subscriptionUrl: `${location.protocol.replace("http", "ws")}//${location.host}/graphql`,
});

// The headers of a subscription go into connection_init.
const fetcher: Fetcher = (request, options) =>
  send(
    { ...request, variables: filled(request.variables) },
    { ...options, headers: { ...options?.headers, ...credentials() } },
  );

function credentials(): Record<string, string> {
  const known = session();
  return known ? { authorization: `Bearer ${known.token}` } : {};
}

async function signIn(username: string, password: string): Promise<void> {
  const response = await attentiveFetch("/graphql", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ query: SIGN_IN, variables: { input: { username, password } } }),
  });
  const { data, errors } = (await response.json()) as Answer;
  const problem = errors?.[0] ?? data?.sessionCreate?.userErrors[0];
  if (problem) say(problem.message);
}

function say(words: string): void {
  element("who").textContent = words;
}

function showWho(): void {
  const known = session();
  say(known ? `Signed in as ${known.username}` : "Not signed in");
  element("sign-out").hidden = !known;
  for (const button of accountButtons()) {
    button.ariaPressed = String(button.dataset["username"] === known?.username);
  }
}

function connectButtons(): void {
  for (const button of accountButtons()) {
    const { username = "", password = "" } = button.dataset;
    button.addEventListener("click", () => {
      signIn(username, password).catch(() => say("The server cannot be reached at the moment."));
    });
  }
  element("sign-out").addEventListener("click", () => {
    forgetSession();
    showWho();
  });
  element("fresh-tabs").addEventListener("click", () => {
    for (const key of Object.keys(localStorage)) if (key.startsWith("graphiql:")) localStorage.removeItem(key);
    location.reload();
  });
}

/** The tabs of story.graphql, separated by lines of dashes, each with its variables in the line `# variables:`. */
function tabs(): { query: string; variables: string }[] {
  return story.split(/^# -{3,}\n/m).map((part) => {
    const [line, variables] = /^# variables: (.*)\n/m.exec(part) ?? [];
    return {
      query: line ? part.replace(line, "") : part,
      variables: variables ? JSON.stringify(JSON.parse(variables), null, 2) : "",
    };
  });
}

connectButtons();
showWho();
createRoot(element("graphiql")).render(
  createElement(GraphiQL, {
    fetcher,
    defaultTabs: tabs(),
    plugins: [explorerPlugin()],
    shouldPersistHeaders: false,
  }),
);
