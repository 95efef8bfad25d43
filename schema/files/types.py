"""Uploads on their way in, and downloads."""

from datetime import datetime

import strawberry

from resolvers.core.scalars import URL, ByteCount
from resolvers.files import files
from schema.core.fields import column, global_id, object_type, relation
from schema.core.types import Node


@object_type
class Download:
    """Where a file may be fetched, by the viewer, for some minutes. Ranges are answered."""

    url: URL = column("The address. It works for as long as the session that asked for it, and not after `expiresAt`.")
    expires_at: datetime = column("When the address stops working; ask again then.")
    filename: str = column("The name under which the file is saved.")
    content_type: str = column("What the file is.")
    size: ByteCount | None = column("How long it is, where that is known before it is made.")


@object_type
class Statement:
    """What a customer was charged and has paid over a period, with the balance after each."""

    pdf: Download = column("As a document, in the language of who fetches it.")
    csv: Download = column("As a table for other programs.")
    csv_for_excel: Download = column("The same table, beginning with the mark by which Excel reads UTF-8.")


@object_type
class Upload(Node):
    """A file on its way in. Its bytes travel outside GraphQL: PUT the whole file to `url`, or resume it in pieces by
    the tus 1.0 protocol at `tusUrl`, with the same authorization as here."""

    id: strawberry.ID = global_id("Upload")
    filename: str = column("Its name, made safe; once the file is complete its ending fits its content.")
    size: ByteCount = column("How long it is going to be.")
    received: ByteCount = column("How much of it is here.")
    url: URL = relation(files.url, "Where to PUT the whole file.", ("id",))
    tus_url: URL = relation(files.tus_url, "Where to send it by tus.", ("id",))
    expires_at: datetime = relation(
        files.expires_at, "When it is given up unless it is attached.", ("expires_at", "completed_at")
    )
    is_complete: bool = relation(files.is_complete, "Whether it is whole and may be attached.", ("completed_at",))
