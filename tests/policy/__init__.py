"""Who may see and do what, and that an answer tells nothing else."""
