// The server audits of graphql-http: node audits.mjs URL [TOKEN]. Prints one JSON array of { id, name, status, reason }.
import { auditServer } from 'graphql-http';

const [url, token] = process.argv.slice(2);
const authorization = token ? { authorization: `Bearer ${token}` } : {};
const results = await auditServer({
  url,
  fetchFn: (input, init = {}) => fetch(input, { ...init, headers: { ...init.headers, ...authorization } }),
});
process.stdout.write(JSON.stringify(results.map(({ id, name, status, reason }) => ({ id, name, status, reason }))));
