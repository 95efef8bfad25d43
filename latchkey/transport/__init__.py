"""GraphQL over HTTP, server-sent events and WebSockets."""

from latchkey.transport.endpoint import GraphQLEndpoint as GraphQLEndpoint
