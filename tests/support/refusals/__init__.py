"""Everything that each mutation refuses, with its code and its field. Read in this order: stage, bad_values, the rooms."""
