"""The tests, in the rooms of the code, and `support` for what they share."""
