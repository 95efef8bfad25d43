"""Files: where they are kept, of what type they are, and tables that spreadsheets write and read.

Read `storage`, `file_types` and `spreadsheets`; none needs another.
"""
