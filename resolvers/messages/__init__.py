"""Notifications and the viewer's preferences for them, deliveries, and incoming text messages and e-mails. Read
`inputs`, then `notifications` and `incoming`, then `mutations`."""
