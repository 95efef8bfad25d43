"""GraphQL over HTTP, server-sent events and WebSockets."""

from latchkey.graphql.endpoint import GraphQLEndpoint as GraphQLEndpoint
