"""Accounts, sessions, links and portal access: who gets in, how, and for how long."""
