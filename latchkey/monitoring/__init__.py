"""Monitoring: the state of a process, for those who operate it. Read `health`, `requests`, `totals`, then `metrics`."""
