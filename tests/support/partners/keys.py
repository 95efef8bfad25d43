"""API keys in a line each, and the programs that hold them."""

from dataclasses import dataclass
from typing import Any, Final

from tests.support.cast import Cast
from tests.support.mutations import done
from tests.support.server import Client

EVERY_SCOPE: Final = (
    *("READ_ORDERS", "WRITE_ORDERS", "READ_INVOICES", "DECIDE_INVOICES"),
    *("READ_PEOPLE", "READ_EVENTS", "WRITE_REFERENCES", "READ_INTERNAL", "WRITE_INVOICES"),
)
OF_CUSTOMERS: Final = EVERY_SCOPE[:-2]
"""The scopes that an administrator may give who has every right."""


@dataclass(frozen=True)
class Program(Client):
    """A program with an API key: `id` is the key's, `token` its secret."""


def program(by: Client, key: str, secret: str) -> Program:
    """A program with this secret, come to the server of somebody."""
    return Program(id=key, name="Program", email="", username="", token=secret, server=by.server)


async def new_key(by: Client, *scopes: str, **given: Any) -> Program:
    """A program with a new key, made by somebody."""
    made = await done(by, "apiKeyCreate", "secret apiKey { id }", **{"name": "Program", "scopes": scopes} | given)
    return program(by, made["apiKey"]["id"], made["secret"])


async def new_secret(by: Client, old: Program, overlap: int, **given: Any) -> Program:
    """The same program with a new secret."""
    made = await done(by, "apiKeyRotate", "secret", id=old.id, overlapSeconds=overlap, **given)
    return program(by, old.id, made["secret"])


async def keys_of_all_kinds(sam: Client, ann: Client, cast: Cast) -> dict[str, Program]:
    """A program of the operator's for all customers, one of theirs for Zenith, and one of Acme's own."""
    return {
        "for all": await new_key(sam, *EVERY_SCOPE),
        "for zenith": await new_key(sam, *EVERY_SCOPE, customerIds=[cast.zenith]),
        "of acme": await new_key(ann, *OF_CUSTOMERS),
    }
