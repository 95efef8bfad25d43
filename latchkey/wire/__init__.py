"""Limits for every line before a request on it reaches the application: how many, how fast, how long, to which host.
Read `config`, then `http` and `sockets`, which are uvicorn's own protocols with limits."""
