"""The contract: what clients may ask and what they get."""
