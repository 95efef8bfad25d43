"""Latchkey beside GraphQL servers on Node, on one database, with answers that are the same. Read `__main__`: `servers`
starts them, `asked` has the requests to each, `equal` compares what they say, `report` prints."""
