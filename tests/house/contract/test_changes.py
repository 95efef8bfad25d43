"""The list of additions to the contract has each of them, and none that is not there."""

from graphql import build_schema

from schema.build import schema
from tests.house.contract.changes import changes, undated

BEFORE = '''
"""Reads."""
type Query { "All orders. An API key needs READ_ORDERS." orders(first: Int): [Order] }
"""An order."""
type Order { "The number." number: Int }
enum Status { "Open." OPEN }
input Where { "The status." status: Status }
'''
NOW = '''
"""Reads."""
type Query {
  "All orders.\\n\\nAn API key needs READ_ORDERS."
  orders(first: Int, "A filter. It is new." where: Where): [Order]
  "All sites." sites: [Site]
}
"""An order."""
type Order { "The number." number: Int @deprecated(reason: "Use reference. Removal 2028-01-31.") "As people see it." reference: ID }
"""A site,
where work is done."""
type Site { "The name." name: String }
enum Status { "Open." OPEN "Closed." CLOSED }
input Where { "The status." status: Status "The site." site: ID }
'''


def test_each_addition_and_deprecation_is_listed() -> None:
    assert changes(build_schema(BEFORE), build_schema(NOW), []) == [
        "- `Query.orders(where:)`: A filter.",
        "- `Query.sites`: All sites.",
        "- `Order.number (deprecated)`: Use reference. Removal 2028-01-31.",
        "- `Order.reference`: As people see it.",
        "- `Site`: A site, where work is done.",
        "- `Status.CLOSED`: Closed.",
        "- `Where.site`: The site.",
    ]


def test_the_list_keeps_its_lines_and_loses_those_that_are_gone() -> None:
    now = build_schema(NOW)
    kept = changes(now, now, ["Site", "Site.name", "Order.number (deprecated)", "Order.gone"])
    assert [line.partition(":")[0] for line in kept] == ["- `Order.number (deprecated)`", "- `Site`", "- `Site.name`"]


def test_the_deprecated_says_its_replacement_and_its_last_day() -> None:
    assert undated(schema._schema) == []
    assert undated(build_schema(NOW)) == []
    assert len(undated(build_schema(NOW.replace("Removal 2028-01-31.", "")))) == 1
