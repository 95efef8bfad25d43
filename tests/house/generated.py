"""Files that `make generate` writes from the code: schema.graphql, .env.example, and the tables and lists of pages in docs/.

In a page each table stands between `<!-- NAME -->` and `<!-- end of NAME -->`.
"""

import re
from collections.abc import Callable, Coroutine, Iterable, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final
from uuid import UUID

from graphql import GraphQLField, GraphQLObjectType
from pydantic.fields import FieldInfo

from models import permissions as permitted
from models.core.viewer import (
    SEES_INVOICES,
    SEES_ORDERS,
    ActorKind,
    KeyScope,
    MembershipGrant,
    MembershipRole,
    PartyRole,
    Permission,
    Right,
    Viewer,
)
from models.invoices.rows import Invoice
from models.orders import tenures
from models.orders.lifecycle import MOVES, Move
from models.orders.orders import Order
from models.orders.recommendations import Recommendation
from models.people.customers import ApprovalMode, Customer
from models.people.memberships import DEFAULT_RIGHTS
from schema.build import schema, sdl
from settings import Settings
from tests.house.contract import changes
from tests.support.repository import ROOT

HEAD_OF_EXAMPLE = """\
# Every setting of Latchkey with its default. No setting is required to try it; production requires SECRET_KEY, PORTAL_URL
# and SMTP_URL. Copy this file to .env, uncomment what you change, and load it into the process, for example with
#   set -a; . ./.env; set +a; latchkey serve
"""
SOMEBODY, SOME_CUSTOMER = UUID(int=1), UUID(int=2)


def moves() -> str:
    """Every legal change of an order's status."""
    return _table(
        ("from", "to", "who", "which orders", "comment"),
        [
            (
                f"`{move.start}`",
                f"`{move.end}`",
                "staff, customer" if move.by_customer else "staff",
                _only(move),
                "required" if move.needs_comment else "",
            )
            for move in MOVES
        ],
    )


def _only(move: Move) -> str:
    return f"`{move.only}`" if move.only else "all"


def roles() -> str:
    """The rows that a role on a property lets its holder see."""
    seen = (tenures.SEE_SITE, tenures.SEE_ASSETS, tenures.SEE_ORDERS, tenures.SEE_PARTIES)
    return _table(
        ("role", "the property", "its assets", "its orders, from then on", "other people's roles, from then on"),
        [(f"`{role}`", *(_yes(role in those) for those in seen)) for role in PartyRole],
    )


def rights() -> str:
    """The rights of a membership: what the policy answers for a contact who has one of them alone."""
    return _table(
        (
            "right",
            "sees orders, assets, sites",
            "opens, changes and comments on orders",
            "answers recommendations",
            "sees invoices",
            "approves, declines, holds, releases",
            "a MEMBER has it by default",
        ),
        [(f"`{right.name}`", *map(_yes, _what_a_right_gives(right))) for right in Right],
    )


def _what_a_right_gives(right: Right) -> Iterable[bool]:
    member = Viewer(
        kind=ActorKind.CONTACT,
        name="Somebody",
        contact_id=SOMEBODY,
        memberships=(MembershipGrant(SOME_CUSTOMER, MembershipRole.MEMBER, right),),
    )
    row: Any = SimpleNamespace(
        id=SOME_CUSTOMER,
        customer_id=SOME_CUSTOMER,
        site_id=None,
        created_at=None,
        approver_id=None,
        approval_mode=ApprovalMode.REVIEW_AND_APPROVE,
    )
    recommendation = SimpleNamespace(order=_itself(row))
    opens = permitted.MAY[Customer, "open_order"](member, row) and permitted.MAY[Order, "change"](member, row)
    decides = permitted.MAY[Invoice, "decide"](member, row) and permitted.MAY[Invoice, "hold"](member, row)
    answers = _result(permitted.MAY[Recommendation, "respond"](member, recommendation))
    return (
        bool(right & SEES_ORDERS),
        opens,
        answers,
        bool(right & SEES_INVOICES),
        decides,
        right in DEFAULT_RIGHTS[MembershipRole.MEMBER],
    )


async def _itself(row: Any) -> Any:
    return row


def _result(rule: Coroutine[Any, Any, bool]) -> bool:
    """The answer of a rule that waits for nothing but rows at hand."""
    try:
        rule.send(None)
    except StopIteration as answer:
        return bool(answer.value)
    raise AssertionError("the rule waits for something")


def permissions() -> str:
    """The root fields that each permission opens, from what their descriptions say."""
    opened: dict[str, list[str]] = {permission.value: [] for permission in Permission}
    for name, field in root_fields():
        for permission in re.findall(r"\b(?:MANAGE|VIEW)_[A-Z_]+", _rule(field)):
            opened[permission].append(f"`{name}`")
    return _table(
        ("permission", "root fields"),
        [(f"`{permission}`", ", ".join(names) or "none yet") for permission, names in opened.items()],
    )


def anyone() -> str:
    """The root fields that need nobody to be signed in."""
    return ", ".join(f"`{name}`" for name, field in root_fields() if _rule(field).startswith("Anyone")) + "\n"


def root_fields() -> list[tuple[str, GraphQLField]]:
    """Every field of Query, Mutation and Subscription, by name."""
    types = (schema._schema.get_type(name) for name in ("Query", "Mutation", "Subscription"))
    return [field for each in types if isinstance(each, GraphQLObjectType) for field in sorted(each.fields.items())]


def _rule(field: GraphQLField) -> str:
    """The last paragraph of a root field's description: who may use it."""
    return (field.description or "").rpartition("\n")[2]


def scopes() -> str:
    """The root fields that each scope opens to API keys, from what their descriptions say."""
    opened: dict[str, list[str]] = {"none": [], **{str(scope.name): [] for scope in KeyScope}}
    for name, field in root_fields():
        needed = re.search(r"An API key needs ([A-Z_, ]+)\.", _rule(field))
        for scope in re.findall(r"[A-Z_]{4,}", needed[1]) if needed else ():
            opened[scope].append(f"`{name}`")
        if "Open to every API key." in _rule(field):
            opened["none"].append(f"`{name}`")
    return _table(
        ("scope", "root fields"), [(f"`{scope}`", ", ".join(names) or "no more") for scope, names in opened.items()]
    )


PAGES: Final[Mapping[Path, tuple[Callable[[], str], ...]]] = {
    ROOT / "docs" / "lifecycle.md": (moves, roles, rights, permissions, anyone),
    ROOT / "docs" / "partners.md": (scopes,),
    changes.PAGE: (changes.additions,),
}
"""The pages with tables, and these."""


def _yes(fact: bool) -> str:
    return "yes" if fact else "no"


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def filled(path: Path, page: str) -> str:
    """The text of a page with every table as the code has it now."""
    for make in PAGES[path]:
        name = make.__name__
        head, opening, rest = page.partition(f"<!-- {name} -->\n")
        _, closing, tail = rest.partition(f"<!-- end of {name} -->")
        assert opening, f"{path.name} has no place for the table {name}"
        assert closing, f"{path.name} has no place for the table {name}"
        page = f"{head}{opening}\n{make()}\n{closing}{tail}"
    return page


def shown_default(field: FieldInfo) -> str:
    """A setting's default as one would write it in the environment; empty if nothing is set."""
    default = field.get_default(call_default_factory=True)
    if default is None:
        return ""
    if isinstance(default, bool):
        return str(default).lower()
    if isinstance(default, list):
        return ",".join(map(str, default))
    return str(default)


def example_environment() -> str:
    """Every setting with its description and its default, as lines of an environment file."""
    lines = [
        f"# {field.description}\n#{name.upper()}={shown_default(field)}\n"
        for name, field in Settings.model_fields.items()
    ]
    return "\n".join([HEAD_OF_EXAMPLE, *lines])


if __name__ == "__main__":
    (ROOT / "schema.graphql").write_text(sdl(), encoding="utf-8")
    (ROOT / ".env.example").write_text(example_environment(), encoding="utf-8")
    for path in PAGES:
        path.write_text(filled(path, path.read_text()))
