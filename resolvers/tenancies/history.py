"""The history of a tenancy, read from the event log."""

from datetime import date
from typing import Final

from execution.paging import Listing
from execution.sorting import Key, Sort
from models.core.rows import Row
from models.core.viewer import Viewer
from models.log.events import TENANCY_KINDS, Event
from models.policy import visible

_NEWEST: Final = Sort("tenancy-activity", (Key("position", int),), descending=True)
_OF_TENANCIES: Final = f"""(SELECT events.*, tenancies.id AS tenancy_id FROM tenancies JOIN events
  ON events.site_id = tenancies.site_id AND events.data ->> 'tenancy_id' = CAST(tenancies.id AS VARCHAR(36))
  WHERE events.kind IN ({", ".join(f"'{kind}'" for kind in TENANCY_KINDS)})) AS events"""
"""Events of tenancies, each with the id of the tenancy that its data names."""


def history(viewer: Viewer) -> Listing:
    """The events of tenancies that the viewer may see, newest first."""
    return Listing(Event, visible(Event, viewer), _NEWEST, source=_OF_TENANCIES)


def day_named(root: Row, name: str) -> date | None:
    """A day in the data of an event."""
    day: str | None = root["data"].get(name)
    return None if day is None else date.fromisoformat(day)


def ends_on(root: Row) -> date | None:
    """The last day of the tenancy after an event."""
    return day_named(root, "ends_on")


def due_on(root: Row) -> date | None:
    """The day on which the rent is due that an event is about."""
    return day_named(root, "due_on")
