"""What holds for every line before a request on it reaches the application: how many, how fast, how long, and to whom.

Read `config`, then `http` and `sockets`, which are uvicorn's own protocols with limits.
"""
