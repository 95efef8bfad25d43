"""Orders, from intake to return: read `orders` (the rows) and `lifecycle` (the table of legal moves), then the verbs in
`intake` (open, revise), `progress` (move, schedule, assign), `notes`, `attachments` and `recommendations`, all of which
notify `followers`. `beginnings` finds what is not older than a role on a property, `tenures` says what such a role
shows of orders, and `property_marks` what later holders of one see; `imported` and `export` read orders from other
systems and write them for files."""
