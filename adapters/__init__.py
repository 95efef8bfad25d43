"""The outside world: each adapter hides one thing, raises errors of its own, and knows no customer. Read `errors` and
`clock`; then what is needed of `database/`, `mail/`, `text/`, `files/` and `security/`, `sms`, `phone_numbers` and
`wakeups`. `fair_queue` is for work in threads."""
