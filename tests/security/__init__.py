"""Attacks, by what is attacked, and that each of them is held. `README.md` names the test of each."""
