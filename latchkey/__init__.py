"""The processes: they serve, work and import, and hold no rule of their own. Read `app`, what runs in a process and
which addresses it serves; then the folder of the door in question: `wire/`, `graphql/`, `files/`, `inbound/`, `pages/`,
`worker/`, `bulk/` and `cli/`. `budget`, `seats` and `shares` bound what many use at a time."""
