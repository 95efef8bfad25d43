"""The pages that are served from here: the portal, those of links in mails, notices, and tools of development. Read
`pages`; then `assets`, the scripts and styles that web/ is built into, `portal`, `notices`, `explorer`, `mailbox`."""
