"""Customers, contacts, memberships, and staff. Read `inputs` and `list_inputs`, then the lists `customers`,
`contacts` (which also decides which parts of a person a viewer may see) and `staff`, then `mutations`."""
