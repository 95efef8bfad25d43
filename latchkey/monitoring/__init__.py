"""Monitoring: the state of a process, for those who operate it. Read `health`, whether it is well; then `requests`."""
