"""What uploads and attachments lead to: the addresses under which bytes are sent and fetched."""

from typing import Any

import settings
from models.attachments import PICTURES
from models.downloads import signed_address
from models.rows import Row
from resolvers import ids
from resolvers.context import Info, viewer_of


def url(root: Row) -> str:
    """Where the whole file is PUT."""
    return f"{settings.get().portal}/uploads/{ids.encode('Upload', root['id'])}"


def tus_url(root: Row) -> str:
    """Where the file is sent by tus."""
    return f"{settings.get().portal}/tus/{ids.encode('Upload', root['id'])}"


def expires_at(root: Row) -> Any:
    """When the upload is given up; one that is kept for good was good until it was complete."""
    return root["expires_at"] or root["completed_at"]


def is_complete(root: Row) -> bool:
    """Whether every byte is there."""
    return root["completed_at"] is not None


def download(root: Row, info: Info) -> Row:
    """Where the viewer may fetch an attachment for some minutes."""
    address = signed_address(f"/files/{ids.encode('Attachment', root['id'])}", viewer_of(info))
    return address | {name: root[name] for name in ("filename", "content_type", "size")}


def thumbnail(root: Row, info: Info) -> Row | None:
    """Where the viewer may fetch a small picture of an attachment; None where it is no picture."""
    if root["content_type"] not in PICTURES:
        return None
    found = download(root, info)
    name = root["filename"].rpartition(".")[0]
    return found | {
        "url": f"{found['url']}&size=thumbnail",
        "filename": f"{name}-thumbnail.jpg",
        "content_type": "image/jpeg",
        "size": None,
    }
