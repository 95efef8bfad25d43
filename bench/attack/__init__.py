"""Attacks that take their time, on a server as it is run: slow lines, floods, timing, and odd values everywhere. Read
`ground`, then the attacks by what they are made of, then `__main__`, which runs them and prints what held."""
