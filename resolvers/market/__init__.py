"""The market: the lists and forms of listings. Read `inputs`, `listings`, then `listing_mutations`."""
