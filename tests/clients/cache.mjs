// The default cache of Apollo Client, with nothing set up: node cache.mjs URL TOKEN
import { ApolloClient, HttpLink, InMemoryCache, gql } from '@apollo/client';
import { say, token, url } from './operations.mjs';

const client = new ApolloClient({
  cache: new InMemoryCache(),
  link: new HttpLink({ uri: url, headers: { authorization: `Bearer ${token}` } }),
});
const halves = [
  gql`{ viewer { id kind overview { id unreadNotificationCount } } }`,
  gql`{ viewer { id permissions overview { id recentOrders { id number } } } }`,
];
const warnings = [];
console.warn = (...words) => warnings.push(words.join(' '));
for (const query of halves) await client.query({ query });
say({ kept: halves.map((query) => client.readQuery({ query })), warnings });
client.stop();
