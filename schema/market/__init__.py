"""The market as clients see it: listings with their files, and who wants what."""
