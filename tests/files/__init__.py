"""Uploads and downloads: types, ranges, resuming, thumbnails and spreadsheets."""
