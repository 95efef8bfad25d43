"""Documents that take long to read, check, run or judge, each with its variables."""

from typing import Any

from graphql import get_introspection_query

LARGE = 65_000
MANY = 990
KINDS = 'query($k: [EventKind!]) { events(after: "x", kinds: $k) { totalCount } }'
RESEMBLING = [f"RECOMMENDATION_RESPONDED_{letter}" for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"]
"""Names of events that are not there, and for each of which there are many similar ones."""
TYPES = " ".join(f"... on RecommendationRespons{letter} {{ id }}" for letter in "ABCDEFGHIJKL")
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
    "enum values that resemble many": (KINDS, {"k": RESEMBLING}),
    "enum values that resemble many, each in a variable": (
        f"""query({" ".join(f"${name}: EventKind!" for name in RESEMBLING)}) {{
            events(after: "x", kinds: [{" ".join(f"${name}" for name in RESEMBLING)}]) {{ totalCount }} }}""",
        {name: name for name in RESEMBLING},
    ),
    "enum values that resemble many, in the document": (
        f'{{ events(after: "x", kinds: [{" ".join(RESEMBLING)}]) {{ totalCount }} }}',
        {},
    ),
    "types that resemble many": (f'{{ node(id: "x") {{ {TYPES} }} }}', {}),
    "input fields that are not there": (WHERE, {"w": {f"x{i}": 1 for i in range(MANY)}}),
    "a long search": ("query($s: String) { orders(search: $s) { totalCount } }", {"s": "ﷺ a" * (LARGE // 3)}),
    "passwords to be judged": (
        "query($p: String!) { "
        + " ".join(f"a{i}: passwordStrength(input: {{password: $p}}) {{ score }}" for i in range(20))
        + " }",
        {"p": "correct horse battery staple " * 40},
    ),
}
