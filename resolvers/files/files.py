"""The addresses at which the bytes of uploads, attachments and documents are sent and downloaded."""

from datetime import date
from typing import Any

import settings
from execution.context import Info, viewer_of
from models.access.signed_urls import signed_address
from models.core.errors import Refusal, RequestError
from models.core.rows import Row
from models.core.viewer import SEES_INVOICES, Viewer
from models.invoices.credit_notes import credit_note_reference
from models.invoices.rows import invoice_reference
from models.invoices.statements import expect_period
from models.messages.inbound_mails import InboundMail, eml_name
from models.orders.attachments import PICTURES
from models.tenancies.sight import sees_fees
from models.tenancies.statements import STATEMENT_OF_TENANCY
from resolvers.core import ids


def url(root: Row) -> str:
    """The address to PUT the whole file to."""
    return f"{settings.get().api}/uploads/{ids.encode('Upload', root['id'])}"


def tus_url(root: Row) -> str:
    """The address to send the file to by tus."""
    return f"{settings.get().api}/tus/{ids.encode('Upload', root['id'])}"


def expires_at(root: Row) -> Any:
    """The moment at which the upload is discarded; for an attached one, the moment at which it was complete."""
    return root["expires_at"] or root["completed_at"]


def is_complete(root: Row) -> bool:
    """Whether all bytes have been received."""
    return root["completed_at"] is not None


def download(root: Row, info: Info) -> Row | None:
    """The temporary address at which the viewer may download an attachment; None once it is removed."""
    if root["removed_at"] is not None:
        return None
    address = signed_address(f"/files/{ids.encode('Attachment', root['id'])}", viewer_of(info))
    return address | {name: root[name] for name in ("filename", "content_type", "size")}


def listing_file(root: Row, info: Info) -> Row:
    """The temporary address at which the viewer may download a file of a listing."""
    address = signed_address(f"/files/{ids.encode('ListingFile', root['id'])}", viewer_of(info))
    return address | {name: root[name] for name in ("filename", "content_type", "size")}


def listing_thumbnail(root: Row, info: Info) -> Row | None:
    """The temporary address at which the viewer may download a thumbnail of it; None if it is not a picture."""
    return _thumbnail_of(listing_file(root, info)) if root["content_type"] in PICTURES else None


def whole_mail(root: Row, info: Info) -> Row | None:
    """The temporary address at which the viewer may download a mail as it was received; None if it was not kept."""
    if root["whole_size"] is None:
        return None
    address = signed_address(f"/mails/{ids.encode('InboundMail', root['id'])}", viewer_of(info))
    filename = eml_name(root["subject"])
    return address | {"filename": filename, "content_type": InboundMail.MEDIA_TYPE, "size": root["whole_size"]}


def invoice_pdf(root: Row, info: Info) -> Row:
    """The temporary address at which the viewer may download an invoice as PDF."""
    address = signed_address(f"/invoices/{ids.encode('Invoice', root['id'])}.pdf", viewer_of(info))
    filename = f"{invoice_reference(root['number'])}.pdf"
    return address | {"filename": filename, "content_type": "application/pdf", "size": None}


def credit_note_pdf(root: Row, info: Info) -> Row:
    """The temporary address at which the viewer may download a credit note as PDF."""
    address = signed_address(f"/credit-notes/{ids.encode('CreditNote', root['id'])}.pdf", viewer_of(info))
    filename = f"{credit_note_reference(root['number'])}.pdf"
    return address | {"filename": filename, "content_type": "application/pdf", "size": None}


def statement(root: Row, info: Info, starts_on: date, ends_on: date) -> Row | None:
    """The addresses of a customer's statement over a period, both days included; None if the viewer may not see its
    invoices."""
    viewer = viewer_of(info)
    if not viewer.is_staff and not viewer.has_right(root["id"], SEES_INVOICES):
        return None
    return _statement(f"/statements/{ids.encode('Customer', root['id'])}", root["code"], starts_on, ends_on, viewer)


def tenancy_statement(root: Row, info: Info, starts_on: date, ends_on: date) -> Row | None:
    """The addresses of a tenancy's statement over a period, both days included; None for others than staff and the
    landlord."""
    viewer = viewer_of(info)
    if not sees_fees(viewer, root["site_id"]):
        return None
    path = f"/tenancy-statements/{ids.encode('Tenancy', root['id'])}"
    return _statement(path, STATEMENT_OF_TENANCY, starts_on, ends_on, viewer)


def _statement(path: str, name: str, starts_on: date, ends_on: date, viewer: Viewer) -> Row:
    try:
        expect_period(starts_on, ends_on)
    except Refusal as refusal:
        raise RequestError.of("BAD_USER_INPUT", refusal.sentence) from None
    path = f"{path}/{starts_on.isoformat()}/{ends_on.isoformat()}"
    name = f"{name} {starts_on.isoformat()} to {ends_on.isoformat()}"
    types = {"pdf": "application/pdf", "csv": "text/csv"}
    documents = {
        form: signed_address(f"{path}.{form}", viewer)
        | {"filename": f"{name}.{form}", "content_type": content_type, "size": None}
        for form, content_type in types.items()
    }
    return documents | {"csv_for_excel": documents["csv"] | {"url": f"{documents['csv']['url']}&bom=1"}}


def thumbnail(root: Row, info: Info) -> Row | None:
    """The temporary address at which the viewer may download a thumbnail of an attachment; None if it is not a
    picture, or is removed."""
    whole = download(root, info)
    return None if root["content_type"] not in PICTURES or whole is None else _thumbnail_of(whole)


def _thumbnail_of(whole: Row) -> Row:
    name = whole["filename"].rpartition(".")[0]
    return whole | {
        "url": f"{whole['url']}&size=thumbnail",
        "filename": f"{name}-thumbnail.jpg",
        "content_type": "image/jpeg",
        "size": None,
    }
