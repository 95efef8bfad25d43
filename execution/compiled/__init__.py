"""Compiled reads: one statement for rows and what they lead to, and one function that makes their objects. `shapes` say
what fields are made of; `row_code`, with `row_values` and `expressions`, makes the function for rows, `connection_code`
that for pages; `reads`, `page_reads` and `list_reads` make the statements, with conditions that are `narrowing`.
`readings` brings them together for the executor."""
