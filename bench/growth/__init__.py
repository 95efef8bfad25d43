"""The same operations on a small database and on a large one. Read `__main__`: `data.sql` makes the databases, which
`database` serves as in production, `operations` has what is asked, `plans` tells how the database found it."""
