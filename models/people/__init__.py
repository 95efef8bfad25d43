"""The people whom the operator deals with, and those who work for it: read `contacts`, `customers`, `memberships` (who
belongs to a customer, with which rights) and `staff`. Beside them, `archivable` is what customers, sites and assets
have in common, `taken_names` keeps usernames apart from other people's addresses, `time_zones` suggests a zone, and
`working_hours` says when contacts work. A customer's changes are in models/invoices/customers.py and those of
memberships in models/access/memberships.py, as both reach invoices."""
