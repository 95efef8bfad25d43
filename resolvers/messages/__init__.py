"""Notifications and the viewer's preferences for them, deliveries, and what came in by text message and e-mail. Read
`inputs`, then `notifications` and `incoming`, then `mutations`."""
