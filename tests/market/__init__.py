"""The market: listings, viewings, offers and who wants what."""
