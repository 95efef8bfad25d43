"""Customers, contacts, their memberships, and staff. Read `inputs`, then the lists `customers`, `contacts` (which
also decides who may know what of a person) and `staff`, then `mutations`."""
