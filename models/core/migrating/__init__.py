"""Steps of migrations that stop nobody: what they share in `steps.py`, and the operations in `operations.py`."""
