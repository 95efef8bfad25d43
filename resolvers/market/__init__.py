"""The market: the lists and forms of listings, and of who wants what. Read `inputs`, `listings`,
then `listing_mutations`; and of interest the files of that name."""
