"""The parts that know no noun of the business: read `entity` (tables, and change by compare-and-set), `errors`
(refusals with codes) and `viewer` (who asks, and what they may do), then `scope` (conditions for the database and for a
row at hand) and `rows` (reads in Python's types). `text`, `characters`, `plain_text`, `validators`, `display_names`,
`postal_addresses` and `references` are about what people write, `search` about finding it again; `money`, `calendar`
and `channels` are small values. `database` opens the database of these tables; `migration_operations` and
`migration_search_words` are for migrations."""
