"""Tenancies of properties: read `rows`, then `terms`, which is what is agreed, `schedule` and `charges`, which is the
rent, `lifecycle`, which is how one begins and ends, `roles`, by which its tenants see the property, `sight`, which is
who sees the tenancy, `statements`
for landlords, and `documents`."""
