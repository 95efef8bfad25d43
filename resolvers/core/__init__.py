"""What all resolvers share, for any noun. Read `rules` (who may use a field), `mutations` (the frame of a mutation)
and `ids` first; then lists: `sorting`, `paging`, `connections` and `filters`; then what fields of rows are made of:
`relations` and `values`. `declare`, `scalars` and `inputs` declare what clients send."""
