"""Statements as the API runs them, for tests that have the database explain them."""

from collections.abc import Mapping
from typing import Any

import pytest

from adapters.database import reading


@pytest.fixture
def reads_run(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Mapping[str, Any]]]:
    """Collects the statements that compiled reads run, each by itself, with their values."""
    seen: list[tuple[str, Mapping[str, Any]]] = []
    bound, with_others = reading.Statement.bound, reading.Statement.with_others

    def watched(self: reading.Statement, given: Mapping[str, Any], **options: Any) -> Any:
        if not self.columns.startswith("ARRAY("):
            seen.append((self.sql, {**self.values, **given}))
        return bound(self, given, **options)

    def watched_with_others(self: reading.Statement, others: tuple[reading.Statement, ...]) -> reading.Statement:
        seen.extend((each.sql, each.values) for each in (self, *others))
        return with_others(self, others)

    monkeypatch.setattr(reading.Statement, "bound", watched)
    monkeypatch.setattr(reading.Statement, "with_others", watched_with_others)
    return seen
