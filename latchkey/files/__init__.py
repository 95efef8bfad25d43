"""Bytes travel here: uploads by PUT and by tus, downloads and documents by signed addresses. Read `routes`, the
addresses; then `requests`, which all of them share. On the way in follow `put` and `tus` to `receiving` and `buffers`;
on the way out `downloads`, `thumbnails`, `documents` and `mails` to `reading` and `ranges`."""
