"""Messages out: mails, texts, notifications and digests, each delivered once and in its reader's language."""
