"""Documents that take long to read, check, run or judge, each with its variables."""

from typing import Any

from graphql import get_introspection_query

LARGE = 65_000
MANY = 990
KINDS = 'query($k: [EventKind!]) { events(after: "x", kinds: $k) { totalCount } }'
WHERE = "query($w: OrderWhere) { orders(where: $w) { totalCount } }"

DOCUMENTS: dict[str, tuple[str, dict[str, Any]]] = {
    "the whole schema": (get_introspection_query(), {}),
    "the schema many times": ("{ " + " ".join(f"a{i}: __schema {{ types {{ name }} }}" for i in range(4)) + " }", {}),
    "fields to compare in pairs": ("{ viewer { " + "kind " * 490 + "} }", {}),
    "fields that are not there": ("{ viewer { " + " ".join(f"no{i}" for i in range(490)) + " } }", {}),
    "more tokens than are read": ("{ " + "a " * 30_000 + "}", {}),
    "a long literal": (f'{{ node(id: "{"a" * LARGE}") {{ id }} }}', {}),
    "a long name": ("{ viewer { " + "k" * LARGE + " } }", {}),
    "a long comment": ("#" * LARGE + "\n{ eventCursor }", {}),
    "a long enum value": (KINDS, {"k": ["N" * LARGE]}),
    "enum values that are almost right": (KINDS, {"k": ["NOTE_ADED"] * MANY}),
    "input fields that are not there": (WHERE, {"w": {f"x{i}": 1 for i in range(MANY)}}),
    "a long search": ("query($s: String) { orders(search: $s) { totalCount } }", {"s": "ﷺ a" * (LARGE // 3)}),
    "passwords to be judged": (
        "query($p: String!) { "
        + " ".join(f"a{i}: passwordStrength(input: {{password: $p}}) {{ score }}" for i in range(20))
        + " }",
        {"p": "correct horse battery staple " * 40},
    ),
}
