"""The queries and mutations: plain functions, and the inputs that are their signatures.

Its rooms import rooms below them only, in this order from below: core, then log, files, people and places, orders,
invoices, `nodes.py`, messages, access, and `viewer.py`. In a room `inputs.py` has the inputs that clients send,
`mutations.py` the mutations, and each list has a file; the mutations of some rooms take several files, named by their
subject. Every resolver finds its rows through `models.policy`, and leaves each change to a verb of models/.
"""
