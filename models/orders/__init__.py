"""Orders, from intake to return: read `orders` (the rows) and `lifecycle` (the table of legal moves), then the verbs in
`intake` (open, revise), `progress` (move, schedule, assign), `notes`, `attachments` and `recommendations`, all of which
notify `followers`. `tenures` says what a role on a property shows of orders, and `property_marks` what later holders of
one see; `imported` and `export` read orders from other systems and write them for files."""
