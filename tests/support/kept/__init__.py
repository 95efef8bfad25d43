"""The things that a process of tests keeps from one test to the next, since making them anew costs most of a small
test: the loop (`loop`), connections to PostgreSQL (`lines`), and the database behind them (`postgresql`). Each is as new
for the next test; what cannot be made so is thrown away.
"""
