"""The command line: each command of `latchkey`, run as operators run it."""
