// GraphiQL at / in development: ready tabs of the story, signed in as anybody of the demo with one click.
(() => {
  const SESSION = "latchkey:session";
  const LAST = "latchkey:last";

  const stored = (key) => JSON.parse(sessionStorage.getItem(key) ?? "null");
  const token = () => stored(SESSION)?.token;

  const credentials = () => (token() ? { authorization: `Bearer ${token()}` } : {});

  /** fetch without the browser's cookies; what the answers name is remembered. */
  async function attentiveFetch(address, options) {
    const response = await fetch(address, { ...options, credentials: "omit" });
    response.clone().json().then((answer) => {
      remember(answer);
      keepSession(answer, JSON.parse(options.body));
    }, () => {});
    return response;
  }

  /** Whoever signs in, by a button or in a tab, is who sends the next operation. */
  function keepSession(answer, { variables }) {
    const fresh = answer.data?.sessionCreate?.token;
    if (!fresh) return;
    sessionStorage.setItem(SESSION, JSON.stringify({ token: fresh, username: variables.input.username }));
    showWho();
  }

  /** The newest id of each type, and the newest cursor of the log, so that the next tab can go on from there. */
  function remember(answer) {
    const last = stored(LAST) ?? {};
    const walk = (value) => {
      if (value === null || typeof value !== "object") return;
      if (value.__typename && value.id) last[value.__typename] = value.id;
      if (typeof value.eventCursor === "string") last.EventCursor = value.eventCursor;
      Object.values(value).forEach(walk);
    };
    walk(answer.data);
    sessionStorage.setItem(LAST, JSON.stringify(last));
  }

  /** The variables, with "last:Order" replaced by the id of the order that was seen last, and so on. */
  function filled(value) {
    if (typeof value === "string" && value.startsWith("last:")) {
      const type = value.slice("last:".length);
      const known = stored(LAST)?.[type];
      if (!known) throw new Error(`No ${type} has been seen yet: run a tab that shows one first, or write its id here.`);
      return known;
    }
    if (Array.isArray(value)) return value.map(filled);
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, filled(inner)]));
  }

  const send = GraphiQL.createFetcher({
    url: "/graphql",
    fetch: attentiveFetch,
    enableIncrementalDelivery: false,
    subscriptionUrl: `${location.protocol.replace("http", "ws")}//${location.host}/graphql`,
  });
  // The headers of a subscription go into connection_init.
  const fetcher = (request, options) =>
    send(
      { ...request, variables: filled(request.variables) },
      { ...options, headers: { ...options?.headers, ...credentials() } },
    );

  async function signIn(account) {
    const response = await attentiveFetch("/graphql", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({
        query: "mutation ($input: SessionCreateInput!) { sessionCreate(input: $input) { token userErrors { message } } }",
        variables: { input: { username: account.username, password: account.password } },
      }),
    });
    const { data, errors } = await response.json();
    const problem = errors?.[0] ?? data?.sessionCreate.userErrors[0];
    if (problem) say(problem.message);
  }

  const say = (words) => (document.getElementById("who").textContent = words);

  function showWho() {
    const session = stored(SESSION);
    say(session ? `Signed in as ${session.username}` : "Not signed in");
    document.getElementById("sign-out").hidden = !session;
    for (const button of document.querySelectorAll("[data-username]")) {
      button.ariaPressed = String(button.dataset.username === session?.username);
    }
  }

  function connectButtons() {
    for (const button of document.querySelectorAll("[data-username]")) {
      button.addEventListener("click", () => {
        signIn(button.dataset).catch(() => say("The server cannot be reached at the moment."));
      });
    }
    document.getElementById("sign-out").addEventListener("click", () => {
      sessionStorage.removeItem(SESSION);
      showWho();
    });
    document.getElementById("fresh-tabs").addEventListener("click", () => {
      for (const key of Object.keys(localStorage)) if (key.startsWith("graphiql:")) localStorage.removeItem(key);
      location.reload();
    });
  }

  /** The tabs of story.graphql: parts between lines of dashes, each with its variables in the line that begins with `# variables:`. */
  async function story() {
    const text = await (await fetch("/static/explorer/story.graphql")).text();
    return text.split(/^# -{3,}\n/m).map((part) => {
      const variables = part.match(/^# variables: (.*)\n/m);
      return {
        query: part.replace(variables?.[0] ?? "", ""),
        variables: variables ? JSON.stringify(JSON.parse(variables[1]), null, 2) : "",
      };
    });
  }

  async function start() {
    connectButtons();
    showWho();
    ReactDOM.createRoot(document.getElementById("graphiql")).render(
      React.createElement(GraphiQL, {
        fetcher,
        defaultTabs: await story(),
        plugins: [GraphiQLPluginExplorer.explorerPlugin()],
        shouldPersistHeaders: false,
      }),
    );
  }

  start();
})();
