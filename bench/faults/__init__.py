"""Faults: what kills, restarts and hangs lose under load. `make faults` runs it."""
