"""Python that is compiled for a connection: a function that makes it of the rows of its page."""

from collections.abc import Callable
from typing import Any, Final

from execution.compiled.row_values import Unsupported
from execution.plans import FieldPlan, SelectionPlan

PAGE_INFO: Final = {
    "has_next_page": "ahead",
    "has_previous_page": "behind",
    "start_cursor": "cursor(lists[-1][0]) if lists[-1] else None",
    "end_cursor": "cursor(lists[-1][-1]) if lists[-1] else None",
}
"""The expressions for the fields of PageInfo."""


class ConnectionCode:
    """The function that makes a connection, and what it needs.

    `selections` are those of the rows: one for each `nodes`, and each `node` in `edges`. The function takes the objects
    of each, and the rows themselves after them if it `takes_rows`. `left` are fields that are filled in afterwards.
    `has_cursors`, `tells_more` and `reads_rows` say what is read of the page besides.
    """

    def __init__(self, selection: SelectionPlan) -> None:
        self.selections: list[SelectionPlan] = []
        self.left: list[FieldPlan] = []
        self.has_cursors = self.tells_more = self.reads_rows = self.takes_rows = False
        text = f"lambda lists, ahead, behind, cursor: {self._object(selection, self._field)}"
        self.build: Callable[..., dict[str, Any]] = eval(text)  # noqa: S307  our own text, without data in it

    def _object(self, selection: SelectionPlan, value: Callable[[FieldPlan], str]) -> str:
        name, parts = selection.named.name, []
        for each in selection.fields(name):
            if isinstance(each, str):
                parts.append(f"{each!r}: {name!r}")
            elif isinstance(each, FieldPlan):
                parts.append(f"{each.key!r}: {value(each)}")
            else:
                raise Unsupported
        return "{" + ", ".join(parts) + "}"

    def _field(self, planned: FieldPlan) -> str:
        if planned.column == "nodes":
            return self._rows(planned)
        if planned.below is None or planned.column not in ("edges", "page_info"):
            self.left.append(planned)
            return "None"
        self.reads_rows = True
        if planned.column == "page_info":
            return self._object(planned.below, self._of_page_info)
        lists: list[str] = []

        def of_edge(inner: FieldPlan) -> str:
            if inner.column == "node":
                lists.append(self._rows(inner))
                return f"node{len(lists)}"
            self.has_cursors = True
            return "cursor(record)"

        self.takes_rows = True
        edge = self._object(planned.below, of_edge)
        nodes = "".join(f", node{number}" for number in range(1, len(lists) + 1))
        return f"[{edge} for record{nodes}, in zip({', '.join(['lists[-1]', *lists])})]"

    def _rows(self, planned: FieldPlan) -> str:
        assert planned.below is not None
        self.reads_rows = True
        self.selections.append(planned.below)
        return f"lists[{len(self.selections) - 1}]"

    def _of_page_info(self, planned: FieldPlan) -> str:
        text = PAGE_INFO[planned.column]
        if "cursor" in text:
            self.has_cursors = self.takes_rows = True
        else:
            self.tells_more = True
        return text
