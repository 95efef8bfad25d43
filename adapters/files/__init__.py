"""Files: their storage, their types, and tables that spreadsheets write and read. Read `storage`, `file_types` and
`spreadsheets`; none needs another."""
