"""Orders, their timelines, attachments and recommendations. Read `inputs` and `orders` first, then `timeline`, whose
entries are events of the log, and `mutations`; recommendations have files of their own."""
