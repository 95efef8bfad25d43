"""The tables of docs/lifecycle.md are those of the code, and so is the one that the policy's docstring has."""

import re

from models import policy
from tests.house import generated


def test_the_tables_are_those_of_the_code() -> None:
    for path in generated.PAGES:
        page = path.read_text()
        assert page == generated.filled(path, page), "run `make generate`"


def test_a_table_that_is_stale_is_found() -> None:
    path = next(iter(generated.PAGES))
    page = generated.filled(path, path.read_text())
    assert generated.filled(path, page.replace("| `DRAFT` |", "| `DRAFTED` |")) == page


def test_the_policy_says_of_roles_what_it_does() -> None:
    said = re.findall(r"^\|.*\|$", policy.__doc__ or "", re.MULTILINE)
    cells = [[cell.strip(" `-") for cell in line.split("|")] for line in said]
    made = [[cell.strip(" `-") for cell in line.split("|")] for line in generated.roles().splitlines()]
    assert cells == made


def test_every_permission_and_every_root_field_without_a_rule_is_told() -> None:
    for name, field in generated.root_fields():
        rule = (field.description or "").rpartition("\n")[2]
        assert rule.startswith(("Anyone", "Requires")), name
