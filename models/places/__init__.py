"""The places of work and the things in them: read `sites`, with the roles that people have on properties, then
`assets`. Which orders a role shows stands in models/orders/tenures.py."""
