"""GraphQL operations are executed by plan, with shared events and a fixed number of statements."""
