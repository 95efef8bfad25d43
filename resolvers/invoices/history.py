"""The history of an invoice, read from the event log."""

from datetime import datetime
from typing import Final

from execution.context import Info, viewer_of
from execution.paging import Listing
from execution.sorting import Key, Sort
from models.core.rows import Row
from models.core.scope import all_of, among
from models.core.viewer import Permission, Viewer
from models.log.events import INVOICE_KINDS, Event
from models.policy import visible

SEES_ORIGINS: Final = (Permission.MANAGE_INVOICES, Permission.VIEW_AUDIT)
_NEWEST: Final = Sort("invoice-activity", (Key("position", int),), descending=True)


def history(viewer: Viewer) -> Listing:
    """The events of invoices, newest first."""
    where = all_of(among("kind", INVOICE_KINDS), visible(Event, viewer))
    return Listing(Event, where, _NEWEST)


def detail(root: Row) -> str | None:
    """The comment on an event, or the amount of a payment that came in, which has none."""
    comment: str | None = root["data"].get("comment")
    payment: dict[str, str] | None = root["data"].get("payment")
    return comment or (f"{payment['amount']} {payment['currency']}" if payment else None)


def auto_approves_at(root: Row) -> datetime | None:
    """The moment at which the clock would approve the invoice, as of the event."""
    moment: str | None = root["data"].get("auto_approves_at")
    return datetime.fromisoformat(moment) if moment else None


def origin(root: Row, info: Info) -> Row | None:
    """The origin of the request, for staff who manage invoices or audit; None for everybody else."""
    viewer = viewer_of(info)
    recorded: Row | None = root["data"].get("origin")
    return recorded if any(viewer.may(permission) for permission in SEES_ORIGINS) else None
