"""Customers, contacts, memberships, and staff. Read `inputs`, then the lists `customers`, `contacts` (which also
decides which parts of a person a viewer may see) and `staff`, then `mutations`."""
