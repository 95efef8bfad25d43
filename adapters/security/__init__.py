"""Secrets, and what keeps guessing slow: tokens, signatures, passwords, limits and answers that take the same time.
Read `tokens` and `signatures`; then `passwords`, `password_strength` and `common_passwords`; then `rate_limits` and
`answer_time`."""
