"""A server under everything that a long day brings, and the memory that it has at the end. Read `__main__`: `load` is
what the clients do."""
