"""Functions that all resolvers share. Read `rules` (who may use a field), `mutations` (the frame of a mutation) and
`ids` first; then lists: `sorting`, `paging`, `connections` and `filters`; then the resolvers of rows' fields:
`relations` and `values`. `declare`, `scalars` and `inputs` declare what clients send."""
