"""Text for readers, in their language: messages, documents, and text out of bytes. Read `locales`; then `templates`,
which makes messages, `pdf`, which makes documents, and `charsets`."""
