"""Ways into the portal: read `accounts`, `sessions` (with the viewer that a token stands for) and `links`, then
`sign_in`, which rests on `attempts`, `devices` and `passwords`. Staff let contacts in by `portal_access`, on the
grounds that `invitation_grounds` knows, and work with `requests`, `address_changes` and `memberships`; `staff_access`
is about staff themselves. People change what is theirs by `resets`, `email_change`, `mobile_codes` and
`notification_settings`. `signed_urls` are addresses of files for one session."""
