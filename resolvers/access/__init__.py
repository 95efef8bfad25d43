"""Sessions, passwords, links and portal access. Read `inputs`, then the queries in `links`, which anyone may use, and
`portal_access`; then the mutations of sessions and passwords, of addresses, and of portal access."""
