"""Orders, their timelines, attachments and recommendations. Read `inputs` and `orders` first, then `timeline`, which is
read from the event log, and `mutations`; recommendations have files of their own."""
