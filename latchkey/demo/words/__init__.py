"""The words of the demo data, told by the trade that they belong to.

Read `jobs`, what there is to say of an order; then `bakery`, `household` and `properties`.
"""
