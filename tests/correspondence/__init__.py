"""Answers by e-mail and SMS: read, matched with their sender, and acted on once."""
