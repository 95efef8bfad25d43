"""Types that all rooms share. Read `fields` first, which declares types and their fields, then `types` (nodes,
connections, money, actors). `refs` has the names by which types of different rooms refer to one another."""
