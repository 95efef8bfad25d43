"""Each thing that is added is in every register: permissions, tables, enums, events, nodes, mails and tests.

Without its entry it fails only when somebody uses it, or is shown to nobody.
"""

import ast
import importlib
import pkgutil
import re
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import pytest
from graphql import GraphQLEnumType, GraphQLInterfaceType
from tortoise.models import Model

import models
from adapters.text.templates import mail_names, sms_names
from models.core.entity import VersionedEntity
from models.core.viewer import SYSTEM
from models.log.events import INTERNAL_KINDS, TIMELINE, EventKind, TimelineKind
from models.messages.digests import CAN_WAIT
from models.permissions import MAY
from models.policy import visible
from resolvers.core import ids
from resolvers.log import events
from resolvers.nodes import EVENTS, MODELS, OWN
from resolvers.orders import timeline
from schema.build import schema
from tests.house import rules
from tests.support.repository import ROOT, repository_files

TYPES: Final = schema._schema.type_map
ENUMS: Final = [each for each in TYPES.values() if isinstance(each, GraphQLEnumType) and not each.name.startswith("__")]
MODULES: Final = [path for path in repository_files() if path.suffix == ".py" and path.parts[0] in rules.FLOORS]
UNSHOWN: Final = {"EventKind": {kind.name for kind in INTERNAL_KINDS}}
"""The values of enums that clients never see."""


def implementations(interface: str) -> set[str]:
    """The names of the object types that have an interface."""
    named = TYPES[interface]
    assert isinstance(named, GraphQLInterfaceType)
    return {each.name for each in schema._schema.get_possible_types(named)}


def strings(node: ast.AST) -> set[str]:
    """The strings in a piece of code."""
    return {each.value for each in ast.walk(node) if isinstance(each, ast.Constant) and isinstance(each.value, str)}


def calls(source: str, *names: str) -> Iterator[ast.Call]:
    """The calls of functions with these names."""
    if any(name in source for name in names):
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Call) and rules.called(node) in names:
                yield node


def verbs(source: str) -> set[tuple[str, str]]:
    """The class of the row and the verb of each call of `find` and `find_node`; for a variable all that the module
    assigns to one of that name."""
    found: set[tuple[str, str]] = set()
    for call in calls(source, "find", "find_node", "find_named", "find_each"):
        to = next((keyword.value for keyword in call.keywords if keyword.arg == "to"), None)
        if to is not None and isinstance(call.args[0], ast.Name):
            named = assigned(source, to.id) if isinstance(to, ast.Name) else strings(to)
            found |= {(call.args[0].id, verb) for verb in named}
    return found


def assigned(source: str, name: str) -> set[str]:
    """The strings that are assigned to variables of this name."""
    assignments = (node for node in rules.statements(ast.parse(source)) if isinstance(node, ast.Assign))
    return {value for node in assignments if name in map(ast.unparse, node.targets) for value in strings(node.value)}


def versionless(source: str, versioned: Collection[str]) -> list[str]:
    """The calls of `find_node` that find a row with a version by an input's `id`, to change it, and ignore `version`."""
    found = []
    for call in calls(source, "find_node"):
        given = {keyword.arg: ast.unparse(keyword.value) for keyword in call.keywords}
        is_change = ast.unparse(call.args[0]) in versioned and "field" not in given and given["to"] != "'see'"
        found += [ast.unparse(call)] if is_change and "version" not in given else []
    return found


def mails_sent(source: str) -> set[str]:
    """The templates that are named in calls: as the second argument of `queue_email`, or as `template`."""
    found: set[str] = set()
    for call in calls(source, "queue_email", "queue_sms"):
        found |= strings(call.args[1])
    if "template" in source:
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.keyword) and node.arg == "template":
                found |= strings(node.value)
    return found


def kinds_recorded(source: str) -> set[str]:
    """The kinds of events that are recorded: named in a call of `record`, or in an assignment before it."""
    assignments = (each for each in rules.statements(ast.parse(source)) if isinstance(each, ast.Assign))
    nodes = [*calls(source, "record"), *assignments]
    return set(re.findall(r"\bEventKind\.(\w+)", "\n".join(map(ast.unparse, nodes))))


def test_every_verb_has_a_permission_and_every_permission_a_verb() -> None:
    used = set[tuple[str, str]]().union(*(verbs((ROOT / path).read_text()) for path in MODULES))
    allowed = {(model.__name__, verb) for model, verb in MAY}
    assert {(model, verb) for model, verb in used if verb != "see"} == allowed, "models/permissions.py"


def test_a_change_of_a_row_with_a_version_names_the_version() -> None:
    versioned = {model.__name__ for model in models.__models__ if issubclass(model, VersionedEntity)}
    resolvers = [path for path in MODULES if path.parts[0] == "resolvers"]
    assert [call for path in resolvers for call in versionless((ROOT / path).read_text(), versioned)] == []


def test_every_table_is_known_to_the_orm() -> None:
    for module in pkgutil.walk_packages(models.__path__, "models."):
        if ".migrations" not in module.name:
            importlib.import_module(module.name)
    known = {each.__name__ for each in models.__models__}
    assert {each.__name__ for each in _tables(Model)} == known, "models/__init__.py"


def _tables(base: type[Model]) -> Iterator[type[Model]]:
    for cls in base.__subclasses__():
        yield from _tables(cls)
        if cls.__module__.startswith("models.") and not cls._meta.abstract:
            yield cls


def test_every_value_of_an_enum_fits_its_column() -> None:
    short = [
        f"{table.__name__}.{name}: {value}"
        for table in models.__models__
        for name, field in table._meta.fields_map.items()
        if hasattr(field, "enum_type") and hasattr(field, "max_length")
        for value in field.enum_type
        if len(value) > field.max_length
    ]
    assert short == []


@pytest.mark.parametrize("enum", ENUMS, ids=str)
def test_every_value_of_an_enum_is_described(enum: GraphQLEnumType) -> None:
    cls = enum.extensions["strawberry-definition"].wrapped_cls
    assert set(enum.values) == set(cls.__members__) - UNSHOWN.get(enum.name, set()), f"describe({cls.__name__}, ...)"


def test_every_kind_of_event_has_a_type() -> None:
    assert set(events.TYPES) == set(EventKind) - INTERNAL_KINDS
    assert {*events.TYPES.values(), events.OF_STAFF} == implementations("PortalEvent")


def test_every_kind_of_event_is_recorded() -> None:
    verbs_of_rows = [(ROOT / path).read_text() for path in MODULES if path.parts[0] == "models"]
    recorded = set[str]().union(*map(kinds_recorded, verbs_of_rows))
    assert recorded == set(EventKind.__members__)


def test_every_kind_of_entry_has_a_type() -> None:
    assert set(TIMELINE.values()) == set(TimelineKind)
    assert set(timeline.TYPES) == set(TIMELINE)
    assert set(timeline.TYPES.values()) == implementations("TimelineEntry")


def test_every_node_is_found_by_its_id() -> None:
    by_key = implementations("Node") - implementations("TimelineEntry")
    names = {*MODELS, *EVENTS, *OWN}
    assert names - {"TimelineEntry"} == by_key, "resolvers/nodes.py"
    assert len({ids.encode(name, UUID(int=0)) for name in names}) == len(names), (
        "two types have one code in resolvers/core/ids.py"
    )
    for model in MODELS.values():
        visible(model, SYSTEM)  # a KeyError says that models/policy.py lacks it


def test_every_mail_is_sent_and_every_mail_that_is_sent_exists() -> None:
    sources = [(ROOT / path).read_text() for path in MODULES]
    there = {*mail_names(), *sms_names()}
    assert set[str]().union(*map(mails_sent, sources)) - there == set(), "templates/email/"
    assert there - set[str]().union(*(strings(ast.parse(source)) for source in sources)) == set(), "nobody sends it"


def test_the_operators_page_has_the_mails_that_can_wait() -> None:
    page = (ROOT / "docs" / "operators.md").read_text()
    section = page.partition("\nThese mails can wait:\n")[2].partition("\nEvery other mail")[0]
    assert set(re.findall(r"`(\w+)`", section)) == CAN_WAIT


def test_every_root_field_is_used_by_a_test() -> None:
    tests = [path for path in repository_files() if path.match("tests/*/*.py") and path.parts[1] != "house"]
    words = set(re.findall(r"\w+", "\n".join((ROOT / path).read_text() for path in tests)))
    roots: list[Any] = [schema._schema.query_type, schema._schema.mutation_type, schema._schema.subscription_type]
    assert {name for root in roots for name in root.fields} - words == set()


def test_a_verb_is_seen() -> None:
    source = 'to = "a" if x else "b"\nfind_node(Order, id, to=to)\nfind(Note, id, viewer, to="see")\nids.find_node(X, to="c")'
    assert verbs(source) == {("Order", "a"), ("Order", "b"), ("Note", "see"), ("X", "c")}


def test_a_change_without_a_version_is_seen() -> None:
    see, change = "find_node(Order, input.id, viewer, to='see')", "find_node(Order, input.id, viewer, to='change')"
    of_another = "find_node(Order, input.order_id, viewer, to='note', field='orderId')"
    fine = "find_node(Order, input.id, viewer, to='change', version=input.version)"
    assert versionless(f"{see}\n{change}\n{of_another}\n{fine}", {"Order"}) == [change]
    assert versionless(change, {"Invoice"}) == []


def test_a_mail_that_is_sent_is_seen() -> None:
    source = 'queue_email(unit, "a", to)\nnotify(unit, title="x", template="b" if y else "c")\nqueue_sms(unit, d, to)'
    assert mails_sent(source) == {"a", "b", "c"}
    assert Path("models/orders/notes.py") in MODULES


def test_a_kind_that_is_recorded_is_seen() -> None:
    source = "kind = EventKind.A if x else EventKind.B\nunit.record(EventKind.C, by)\nif y is EventKind.D: pass"
    assert kinds_recorded(source) == {"A", "B", "C"}
