"""GraphQL over HTTP, server-sent events and WebSockets.

Read `endpoint`, the way in; then `requests`, what a client may send, `credentials` and `context`, who sends it,
`operations`, which runs it for `sse` and `sockets`, and `responses` and `errors`, what the client gets.
"""
