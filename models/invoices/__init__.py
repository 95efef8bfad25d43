"""Invoices, from the first line to the money: read `rows` (tables, states and the rules of a row), then the verbs in
`billing`, `payments`, `credit_notes` and `approval`, and `approvers` (who decides, and who does instead of them).
Below the verbs stand `pricing`, `overdue`, `review_clock`, `approval_questions`, `audience`, `history` and
`announcing`, which notifies people; `sums` are kept for lists. Reminders are planned in `reminder_schedule` and sent
by `reminders`; `customers` changes a customer with its invoices; `documents`, `credit_documents`, `payment_details` and
`statements` make what is read on paper."""
