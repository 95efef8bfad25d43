"""Viewers who stand for others with the same rights."""
