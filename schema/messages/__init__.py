"""Notifications and preferences for them, deliveries, and incoming text messages and e-mails: see `types`."""
