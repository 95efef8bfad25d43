"""Sites and properties, the roles of people on them, and assets. Read `inputs`, then the lists `sites` and `assets`,
then `mutations`."""
