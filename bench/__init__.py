"""Measurements against bare endpoints that give the same answers, and attacks on a server as it runs in production.
Read `__main__`, which compares the main pages: `seed` makes the data, `servers` starts both sides, `check` compares
their answers, `measure` and `load` ask them in turns, `report` prints. `search`, `files` and `timing` are programs of
their own, and so are `attack`, `peers`, which measures other servers too, and `growth`, which measures a large
database."""
