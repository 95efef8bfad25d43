"""The event log under concurrency."""
