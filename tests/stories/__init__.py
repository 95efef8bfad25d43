"""Whole stories through the front door, with many people and several processes."""
