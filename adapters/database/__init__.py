"""SQLite and PostgreSQL behind Tortoise, and SQL that both understand. Read `configuration` and `client`; then the
engines `sqlite` and `postgresql`, which Tortoise finds by name, and `reading`, for reads of several statements."""
