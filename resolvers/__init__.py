"""What each query and mutation does: plain functions, and the inputs that are their signatures. Its rooms import
rooms below them only, in this order from below: core, then log, files, people and places, orders, invoices,
`nodes.py`, messages, access, and `viewer.py`. In a room `inputs.py` has what clients send, `mutations.py` has the
mutations, and each list has a file; where the mutations of a room take more than one file, each says of what. Every
resolver finds its rows through `models.policy`, and leaves each change to a verb of models/."""
