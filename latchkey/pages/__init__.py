"""The pages that are served from here: those of links in mails, a notice elsewhere, and the tools of development. Read
`pages`; then `assets`, the scripts and styles that web/ is built into, `portal`, and `explorer` and `mailbox`."""
