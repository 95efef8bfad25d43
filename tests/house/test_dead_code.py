"""Nothing stands in the house that nobody uses: vulture looks for it, and knows what others call by name."""

import re
from collections.abc import Iterable
from fnmatch import fnmatch
from pathlib import Path
from typing import Final

from tortoise.models import Model
from vulture import Vulture

import models
from tests.house import rules
from tests.support.repository import ROOT

CALLED_BY_NAME: Final = {
    # graphql-core: visitors of documents, links of tokens, the hooks of extensions, and what an executor tells resolvers
    "enter_*",
    "prev",
    "abort_signal",
    "async_helpers",
    "is_awaitable",
    "operation_extensions",
    "on_operation",
    "on_parse",
    "on_validate",
    "get_results",
    "graphql_document",
    "pre_execution_errors",
    "process_errors",
    "is_type_of",
    # pydantic and Tortoise: configuration of a class, and validators
    "Meta",
    "abstract",
    "get_queryset",
    "model_config",
    "_production_needs",
    "_replica_needs",
    "client_class",
    "database_backward",
    "_render_field",
    "settings_customise_sources",
    "reload_model",
    "reload_models",
    "clone",
    "load_disk",
    # http.server: the methods of a handler
    "do_*",
    "log_message",
    # typer: each command is a function
    "doctor",
    "import_",
    "orders_import",
    "export",
    # the email package, rich, io, starlette, logging, limits, uvicorn, asyncio and dns: methods that they call, and attributes that they read
    "header_fetch_parse",
    "on_broken_pipe",
    "quiet",
    "readable",
    "seekable",
    "readinto",
    "redirect_slashes",
    "is_allowed_origin",
    "handlers",
    "STORAGE_SCHEME",
    "base_exceptions",
    "send_400_response",
    "disconnected",
    "handshake_complete",
    "close_timeout",
    "keepalive_timeout",
    # asyncpg: the class of its connections, and what they call of their own
    "connection_class",
    "_executemany",
    "should_exit",
    "datagram_received",
    "nameservers",
    # the setting that a table of retention names
    "keep_*_days",
    # a type that others name by a lazy reference
    "InvoiceActivity",
    "ListingActivity",
    "TenancyActivity",
    # a field whose name in the contract is a word of Python
    # for the migrations that are written next
    "AddCheck",
    "Backfill",
    "BuildIndexOnPostgresql",
    "DefaultNow",
    "DropIndex",
    "LeaveTable",
    # what inspect reads of a function
    "__signature__",
    # pytest and asyncio's, smtplib's and html.parser's hooks in tests
    "pytest_*",
    "pytestmark",
    "_house",
    "_brief",
    "_as_at_the_start",
    "opened_database",
    "handle_*",
    "capture_signals",
    "main_loop",
    "tempdir",
    "shutdown_default_executor",
    "shutdown_asyncgens",
    "_asyncgen_firstiter_hook",
    # arguments of a signature that is given
    "settings_cls",
    "model_tuples",
    "upto",
    "exc_tb",
    "exc_val",
    "trace",
    "mechanism",
}


def contract_names() -> set[str]:
    """The names of the contract's types, fields, arguments and enum values, fields as Python writes them."""
    sdl = (ROOT / "schema.graphql").read_text()
    names = set(re.findall(r"\b[A-Za-z_]\w*\b(?=\s*[(:{&@]|\s*$)", re.sub(r'"""[\s\S]*?"""', "", sdl), re.MULTILINE))
    return names | {re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower() for name in names}


def column_names() -> set[str]:
    """The columns of all tables."""
    tables: list[type[Model]] = models.__models__
    names = {name for table in tables for name in table._meta.fields_map}
    return names | {f"{name}_id" for name in names}


def unused(paths: Iterable[Path | str], known: set[str]) -> list[str]:
    """The code in these files that vulture takes for unused, but for names that are known or called by others."""
    finder = Vulture()
    finder.scavenge([str(path) for path in paths], exclude=["*/migrations/*"])
    return [
        f"{item.filename}:{item.first_lineno}: nobody uses {item.typ} {item.name}"
        for item in finder.get_unused_code(min_confidence=60)
        if item.name not in known and not any(fnmatch(item.name, pattern) for pattern in CALLED_BY_NAME)
    ]


def test_nothing_is_unused() -> None:
    known = contract_names() | column_names()
    assert unused([ROOT / floor for floor in rules.TOPS], known) == []


def test_unused_code_is_found(tmp_path: Path) -> None:
    (tmp_path / "module.py").write_text("def lonely():\n    pass\n\n\ndef enter_field():\n    pass\n")
    assert [line.rpartition(": ")[2] for line in unused([tmp_path], set())] == ["nobody uses function lonely"]
