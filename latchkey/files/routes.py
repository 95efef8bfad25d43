"""The addresses at which bytes travel, and the headers that pages of other origins need for them."""

from typing import Final

from starlette.routing import BaseRoute, Route, request_response

from latchkey.files import documents
from latchkey.files.downloads import download, export_file, property_document
from latchkey.files.early_answers import LingeringClose
from latchkey.files.mails import whole_mail
from latchkey.files.put import put_upload
from latchkey.files.tus import Tus

EXPOSED_HEADERS: Final = (
    "Accept-Ranges",
    "Content-Disposition",
    "Content-Range",
    "ETag",
    "Location",
    "Tus-Checksum-Algorithm",
    "Tus-Extension",
    "Tus-Max-Size",
    "Tus-Resumable",
    "Tus-Version",
    "Upload-Expires",
    "Upload-Length",
    "Upload-Offset",
)
"""Headers of the answers that pages of other origins may read."""


def files_routes() -> list[BaseRoute]:
    """/uploads/ID takes a whole file, /tus one in pieces; /files/ID gives one, /mails/ID a mail that came in,
    /property-documents/ID a document, /exports/ID/NAME a file of a bulk export.

    Documents are made when they are asked for.
    """
    tus = LingeringClose(Tus())
    return [
        Route("/uploads/{id}", LingeringClose(request_response(put_upload)), methods=["PUT"]),
        Route("/tus", tus),
        Route("/tus/{id}", tus),
        Route("/files/{id}", download, methods=["GET", "HEAD"]),
        Route("/property-documents/{id}", property_document, methods=["GET", "HEAD"]),
        Route("/exports/{id}/{file}", export_file, methods=["GET", "HEAD"]),
        Route("/mails/{id}", whole_mail, methods=["GET", "HEAD"]),
        Route("/credit-notes/{id}.pdf", documents.credit_note_document, methods=["GET", "HEAD"]),
        Route("/invoices/{id}.pdf", documents.invoice_document, methods=["GET", "HEAD"]),
        *(
            Route(f"/{path}/{{id}}/{{start}}/{{end}}.{form}", made, methods=["GET", "HEAD"])
            for form in documents.TYPES
            for path, made in (
                ("statements", documents.statement_document),
                ("tenancy-statements", documents.tenancy_statement_document),
            )
        ),
    ]
