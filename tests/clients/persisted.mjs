// Clients that send the hash of a document first, Apollo's and urql's: node persisted.mjs URL TOKEN
import { ApolloClient, HttpLink, InMemoryCache, gql } from '@apollo/client';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { Client, fetchExchange } from '@urql/core';
import { persistedExchange } from '@urql/exchange-persisted';
import { createHash } from 'node:crypto';
import { QUERY, say, token, url } from './operations.mjs';

const headers = { authorization: `Bearer ${token}` };
const sent = [];
const watched = (address, init) => {
  sent.push('query' in JSON.parse(init.body) ? 'document' : 'hash');
  return fetch(address, init);
};
const sha256 = (text) => createHash('sha256').update(text).digest('hex');

const apollo = new ApolloClient({
  cache: new InMemoryCache(),
  link: new PersistedQueryLink({ sha256 }).concat(new HttpLink({ uri: url, headers, fetch: watched })),
});
const urql = new Client({
  url,
  fetch: watched,
  fetchOptions: { headers },
  preferGetMethod: false,
  exchanges: [persistedExchange({ preferGetForPersistedQueries: false }), fetchExchange],
});
for (const ask of [() => apollo.query({ query: gql(QUERY) }), () => urql.query(QUERY, {})]) {
  sent.length = 0;
  const { data } = await ask();
  say({ kind: data.viewer.kind, sent });
}
