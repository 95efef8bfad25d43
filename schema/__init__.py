"""The contract: the types of the API, with a description of each field. It contains no rules and no reads: a field is a
column of a row, or names its resolver. Start with the tables of contents `query`, `mutation` and `subscription`.
`payloads` has the results of mutations, and `viewer` the landing page; each room has its `types`, and `build` assembles
the schema, which `make generate` writes to schema.graphql."""
