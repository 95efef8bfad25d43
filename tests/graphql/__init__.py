"""The transports of the API: HTTP, WebSockets, server-sent events, and the clients that speak them."""
