"""Compiled reads: one statement for rows and what they lead to, and one function that makes their objects. `shapes` say
what fields are made of; `row_code`, with `row_values` and `expressions`, makes the function; `reads` and `page_reads`
the statements. `readings` brings them together for the executor."""
