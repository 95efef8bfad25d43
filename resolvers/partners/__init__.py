"""API keys: `keys` has the queries and what their fields are made of, `mutations` the changes, `inputs` what clients
send."""
