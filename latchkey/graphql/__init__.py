"""GraphQL over HTTP, server-sent events and WebSockets. Read `way_in`, which comes before the middleware, and
`endpoint`; then `requests`, the checks of what a client sends, `credentials` and `context`, which find the viewer,
`operations`, which runs them for `sse` and `sockets`, and `responses` and `errors`, the results as clients see them."""
