"""A resolver reads every field of its input: one that is forgotten would be taken from clients and do nothing."""

import ast
from collections.abc import Iterable
from typing import Final

from tests.support.repository import ROOT, repository_files

SOURCES: Final = [
    (ROOT / path).read_text() for path in repository_files() if path.parts[0] == "resolvers" and path.suffix == ".py"
]
IN_THE_FRAME: Final = {"idempotency_key"}
"""Fields that resolvers/core/mutations.py reads of every input that has them."""

Fields = dict[str, dict[str, ast.AnnAssign]]


def inputs(modules: Iterable[ast.Module]) -> Fields:
    """The fields of each class of inputs."""
    classes = (node for module in modules for node in ast.walk(module) if isinstance(node, ast.ClassDef))
    return {
        each.name: {
            field.target.id: field
            for field in each.body
            if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)
        }
        for each in classes
        if {ast.unparse(decorator) for decorator in each.decorator_list} & {"input_type", "one_of_type"}
    }


def readers(sources: Iterable[str]) -> tuple[Fields, list["_Reader"]]:
    """The fields of all inputs, and all functions."""
    modules = [ast.parse(source) for source in sources]
    known = inputs(modules)
    functions = (node for module in modules for node in ast.walk(module))
    return known, [
        _Reader(each, known) for each in functions if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def unread(sources: Iterable[str]) -> set[str]:
    """The fields of inputs that no function reads, of those that take such an input, alone or within another."""
    known, functions = readers(sources)
    read = set[str]().union(*(each.read for each in functions))
    return {f"{name}.{field}" for name, fields in known.items() for field in fields.keys() - IN_THE_FRAME} - read


def emptied(sources: Iterable[str]) -> set[str]:
    """The fields that `sent_fields` is asked for, but that are null and not UNSET where a client leaves them out."""
    known, functions = readers(sources)
    sent = set[str]().union(*(each.sent for each in functions))
    return {
        f"{name}.{field}"
        for name, fields in known.items()
        for field, declared in fields.items()
        if f"{name}.{field}" in sent and "UNSET" not in ast.unparse(declared)
    }


class _Reader:
    """The fields of inputs that one function reads; the types of variables follow from those of its arguments."""

    def __init__(self, function: ast.FunctionDef | ast.AsyncFunctionDef, known: Fields) -> None:
        self.known = known
        arguments = (*function.args.args, *function.args.kwonlyargs)
        self.types = {each.arg: found for each in arguments if (found := self._named(each.annotation))}
        nodes = list(ast.walk(function)) if self.types else []
        for node in nodes:
            self._follow(node)
        self.sent = {field for node in nodes for field in self._asked(node)}
        self.read = self.sent.union(*(self._field(node) | self._chosen(node) for node in nodes))

    def _named(self, annotation: ast.expr | None) -> str | None:
        names = {each.id for each in ast.walk(annotation) if isinstance(each, ast.Name)} if annotation else set()
        return next(iter(names & self.known.keys()), None)

    def _type(self, node: ast.expr) -> str | None:
        if isinstance(node, ast.Name):
            return self.types.get(node.id)
        if isinstance(node, ast.BoolOp):
            return self._type(node.values[0])
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "enumerate":
            return self._type(node.args[0])
        of = self._type(node.value) if isinstance(node, ast.Attribute) else None
        field = self.known[of].get(node.attr) if of and isinstance(node, ast.Attribute) else None
        return self._named(field.annotation) if field else None

    def _follow(self, node: ast.AST) -> None:
        """Learn the types of the variables that are set here."""
        if isinstance(node, ast.Assign):
            target, value = node.targets[0], node.value
        elif isinstance(node, ast.For | ast.comprehension):
            target, value = node.target, node.iter
        else:
            return
        if found := self._type(value):
            self.types |= {each.id: found for each in ast.walk(target) if isinstance(each, ast.Name)}

    def _field(self, node: ast.AST) -> set[str]:
        """The field that is read here: `input.name`."""
        of = self._type(node.value) if isinstance(node, ast.Attribute) else None
        return {f"{of}.{node.attr}"} if of and isinstance(node, ast.Attribute) else set()

    def _chosen(self, node: ast.AST) -> set[str]:
        """The fields of the sort order that is handed on here: `chosen("asset", _SORTS, sort, _BY_NAME)`."""
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "chosen" and (of := self._type(node.args[2])):
            return {f"{of}.field", f"{of}.direction"}
        return set()

    def _asked(self, node: ast.AST) -> set[str]:
        """The fields that are asked for here: `sent_fields(input, "name")`."""
        if isinstance(node, ast.Call) and node.args and (of := self._type(node.args[0])):
            constants = (each.value for each in node.args[1:] if isinstance(each, ast.Constant))
            return {f"{of}.{value}" for value in constants if isinstance(value, str)}
        return set()


def test_every_field_of_an_input_is_read() -> None:
    assert len(inputs(map(ast.parse, SOURCES))) > 80
    assert unread(SOURCES) == set()


def test_a_field_that_is_left_out_changes_nothing() -> None:
    assert emptied(SOURCES) == set()


PLANTED = """
@input_type
class Line:
    text: str
    price: int

@input_type
class Order:
    id: int
    name: str | None = about("Its name.", strawberry.UNSET)
    lines: list[Line] | None
    note: str
    idempotency_key: str | None

def create(info, input: Order):
    make(input.id, **sent_fields(input, "name"))
    return [line.text for number, line in enumerate(input.lines or [])]
"""


def test_a_field_that_nobody_reads_is_found() -> None:
    assert unread([PLANTED]) == {"Line.price", "Order.note"}
    assert unread([PLANTED, "def change(order: Order):\n    line = order.lines\n    line.price, order.note"]) == set()


def test_a_field_that_is_emptied_when_it_is_left_out_is_found() -> None:
    assert emptied([PLANTED]) == set()
    assert emptied([PLANTED, 'def change(order: Order):\n    return sent_fields(order, "name", "note")']) == {
        "Order.note"
    }
