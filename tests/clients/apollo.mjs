// Apollo Client, with subscriptions on a socket: node apollo.mjs URL TOKEN [EVENTS]
import { ApolloClient, ApolloLink, HttpLink, InMemoryCache, gql } from '@apollo/client';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { createClient } from 'graphql-ws';
import { OperationTypeNode } from 'graphql';
import WebSocket from 'ws';
import { QUERY, SUBSCRIPTION, counted, say, socketUrl, token, url } from './operations.mjs';

const socket = createClient({ url: socketUrl, webSocketImpl: WebSocket, connectionParams: { token }, retryAttempts: 0 });
const client = new ApolloClient({
  cache: new InMemoryCache(),
  link: ApolloLink.split(
    ({ operationType }) => operationType === OperationTypeNode.SUBSCRIPTION,
    new GraphQLWsLink(socket),
    new HttpLink({ uri: url, headers: { authorization: `Bearer ${token}` } }),
  ),
});

const { data } = await client.query({ query: gql(QUERY) });
say({ query: { data } });
const next = counted(() => {
  subscription.unsubscribe();
  client.stop();
  say({ complete: true });
});
const subscription = client
  .subscribe({ query: gql(SUBSCRIPTION), variables: { after: data.eventCursor } })
  .subscribe({ next: (result) => next({ data: result.data }), error: (error) => say({ error: error.message }) });
