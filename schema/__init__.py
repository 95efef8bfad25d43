"""The contract: the types that clients get, with a description of each field. There are no rules and no reads here:
a field is a column of a row, or names its resolver. Start at the tables of contents: `query`, `mutation` and
`subscription`. `payloads` has what mutations answer, `viewer` who asks; each room has its `types`, and `build` puts
the schema together, which `make schema` writes to schema.graphql."""
