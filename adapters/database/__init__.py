"""SQLite and PostgreSQL behind Tortoise, and SQL that both understand. Read `client`; then the engines `sqlite` and
`postgresql`, which Tortoise finds by their names, and `reading`, for reads of several statements."""
