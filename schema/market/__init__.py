"""The market as clients see it: listings and their files."""
