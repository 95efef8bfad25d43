"""Uploads, and the addresses of downloads: see `types`."""
