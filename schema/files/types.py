"""Uploads and downloads."""

from datetime import datetime

import strawberry

from models.files.uploads import Upload as UploadRow
from resolvers.core.relations import one
from resolvers.core.scalars import URL, ByteCount
from resolvers.files import files
from schema.core.fields import column, created_at, global_id, object_type, relation, updated_at
from schema.core.payloads import Payload
from schema.core.types import Node


@object_type
class Download:
    """A temporary address at which the viewer may download a file. Range requests are supported."""

    url: URL = column("The address. It works until `expiresAt`, and only while the session that requested it lasts.")
    expires_at: datetime = column("Time at which the address expires; request a new one then.")
    filename: str = column("The name under which the file is saved.")
    content_type: str = column("The media type of the file.")
    size: ByteCount | None = column(
        "The size of the file in bytes; null if it is not known before the file is generated."
    )


@object_type
class Statement:
    """A customer's charges and payments over a period, or what a tenancy came to, with the balance after each."""

    pdf: Download = column("The statement as a PDF, in the language of the person who downloads it.")
    csv: Download = column("The statement as a CSV file.")
    csv_for_excel: Download = column("The CSV file with a byte order mark, by which Excel recognises UTF-8.")


@object_type
class Upload(Node):
    """A file that is being uploaded. Its bytes are sent outside GraphQL: PUT the whole file to `url`, or send it in
    parts that can be resumed by the tus 1.0 protocol to `tusUrl`, with the same authorization as here."""

    id: strawberry.ID = global_id("Upload")
    filename: str = column("The file name, sanitised; once the file is complete, its extension matches its content.")
    size: ByteCount = column("The announced size in bytes.")
    received: ByteCount = column("The number of bytes received.")
    url: URL = relation(files.url, "The address to PUT the whole file to.", ("id",))
    tus_url: URL = relation(files.tus_url, "The address to send the file to by tus.", ("id",))
    created_at: datetime = created_at("upload")
    updated_at: datetime = updated_at("upload")
    expires_at: datetime = relation(
        files.expires_at, "Time at which the upload is discarded unless it is attached.", ("expires_at", "completed_at")
    )
    is_complete: bool = relation(
        files.is_complete,
        "Whether all bytes have been received, so that the upload can be attached.",
        ("completed_at",),
    )


@object_type
class UploadCreatePayload(Payload):
    """The result of `uploadCreate`."""

    upload: Upload | None = relation(one(UploadRow, "upload_id"), "The new upload.")
