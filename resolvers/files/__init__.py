"""Uploads, and the addresses under which files and documents are fetched: `mutations` announces an upload, and
`files` makes the addresses of uploads, attachments, mails, invoices and statements."""
