"""Monitoring: the state of a process, as operators see it."""
