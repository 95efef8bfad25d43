"""The command `latchkey`: each of its commands has a module, which is imported when it runs. Read `commands`, the table
of contents; then `console`, which the commands share, and the one in question."""
