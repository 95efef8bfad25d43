"""Documents that are made when they are asked for: GET /invoices/ID.pdf, /credit-notes/ID.pdf, and
/statements/ID/DAY/DAY.pdf or .csv, and the same of a tenancy under /tenancy-statements.

The addresses are signed as those of attachments are, and the documents are in the language of who fetches them.
"""

from codecs import BOM_UTF8
from datetime import date
from hashlib import sha256
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from latchkey.files.downloads import SAFE_HEADERS, content_disposition
from latchkey.files.ranges import NO_SUCH_BYTES, RangeNotSatisfiable, requested_range
from latchkey.files.requests import answered, refused, rendering, viewer_of_address
from models.core.errors import Refusal, RefusalCode
from models.invoices.credit_documents import credit_note_filename, credit_note_pdf
from models.invoices.credit_notes import CreditNote
from models.invoices.documents import invoice_filename, invoice_pdf
from models.invoices.rows import Invoice
from models.invoices.statements import statement_csv, statement_filename, statement_pdf
from models.people.customers import Customer
from models.tenancies.rows import Tenancy
from models.tenancies.statements import tenancy_statement_csv, tenancy_statement_filename, tenancy_statement_pdf
from resolvers.core.ids import find_node

TYPES: Final = {"pdf": "application/pdf", "csv": "text/csv; charset=utf-8"}


@answered
async def invoice_document(request: Request) -> Response:
    """Send an invoice as PDF."""
    viewer = await viewer_of_address(request)
    invoice = await find_node(Invoice, request.path_params["id"], viewer, to="see")
    async with rendering(request, viewer):
        document = await invoice_pdf(invoice, viewer.locale, viewer.time_zone)
    return _answer(request, document, invoice_filename(invoice), "pdf")


@answered
async def credit_note_document(request: Request) -> Response:
    """Send a credit note as PDF."""
    viewer = await viewer_of_address(request)
    note = await find_node(CreditNote, request.path_params["id"], viewer, to="see")
    async with rendering(request, viewer):
        document = await credit_note_pdf(note, viewer.locale, viewer.time_zone)
    return _answer(request, document, credit_note_filename(note), "pdf")


@answered
async def statement_document(request: Request) -> Response:
    """Send a customer's statement as PDF, or as CSV."""
    viewer, parts = await viewer_of_address(request), request.path_params
    form = "csv" if request.url.path.endswith(".csv") else "pdf"
    customer = await find_node(Customer, parts["id"], viewer, to="see_invoices")
    start, end = _period(request)
    async with rendering(request, viewer):
        if form == "csv":
            document = _mark(request) + await statement_csv(customer, start, end, viewer.time_zone)
        else:
            document = await statement_pdf(customer, start, end, viewer.locale, viewer.time_zone)
    return _answer(request, document, statement_filename(customer, start, end, form), form)


@answered
async def tenancy_statement_document(request: Request) -> Response:
    """Send a tenancy's statement as PDF, or as CSV."""
    viewer = await viewer_of_address(request)
    form = "csv" if request.url.path.endswith(".csv") else "pdf"
    tenancy = await find_node(Tenancy, request.path_params["id"], viewer, to="see_statement")
    start, end = _period(request)
    async with rendering(request, viewer):
        if form == "csv":
            document = _mark(request) + await tenancy_statement_csv(tenancy, start, end, viewer.time_zone)
        else:
            document = await tenancy_statement_pdf(tenancy, start, end, viewer.locale, viewer.time_zone)
    return _answer(request, document, tenancy_statement_filename(start, end, form), form)


def _period(request: Request) -> tuple[date, date]:
    parts = request.path_params
    try:
        return date.fromisoformat(parts["start"]), date.fromisoformat(parts["end"])
    except ValueError:
        raise Refusal(RefusalCode.INVALID, "Not a day.") from None


def _mark(request: Request) -> bytes:
    """The byte order mark, for those who ask for it. It is no secret: that parameter needs no signature."""
    return BOM_UTF8 if request.query_params.get("bom") == "1" else b""


def _answer(request: Request, document: bytes, filename: str, form: str) -> Response:
    headers = SAFE_HEADERS | {
        "Accept-Ranges": "bytes",
        "Content-Disposition": content_disposition(filename),
        "Content-Type": TYPES[form],
        "ETag": f'"{sha256(document).hexdigest()}"',
    }
    size = len(document)
    try:
        part = requested_range(request.headers, size, headers["ETag"])
    except RangeNotSatisfiable:
        answer = refused(request, 416, "BAD_USER_INPUT", NO_SUCH_BYTES)
        answer.headers["Content-Range"] = f"bytes */{size}"
        return answer
    if part is None:
        return Response(document, 200, headers)
    start, stop = part
    return Response(document[start:stop], 206, headers | {"Content-Range": f"bytes {start}-{stop - 1}/{size}"})
