"""The contract: types, inputs, enums, scalars and payloads. `schema.build` makes the schema of them."""
