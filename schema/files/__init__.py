"""Uploads on their way in, and the addresses of downloads: see `types`."""
