"""Uploads, and the addresses at which files and documents are downloaded: `mutations` announces an upload, and `files`
makes the addresses of uploads, attachments, mails, invoices and statements."""
