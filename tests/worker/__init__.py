"""The worker: due messages are sent, and old rows deleted, once."""
