"""The policy: people see and do what it allows, and no answer tells them of anything else."""
