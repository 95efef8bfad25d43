"""E-mail addresses are kept, compared and sent to in one form each, and none of them is another mailbox's."""

import pytest
from tortoise import Tortoise

from adapters.database.client import execute, fetch
from adapters.mail.addresses import NotAnAddress, address_key, ascii_domain, checked_address
from latchkey.migrate import migrate
from models.core.database import open_database
from tests.support.cast import Cast
from tests.support.mutations import act, done, new_contact
from tests.support.server import Client, Server

SHARP_S, TWO_S = "anna@straße-x.de", "anna@strasse-x.de"


@pytest.mark.parametrize(
    ("written", "kept", "compared"),
    [
        (SHARP_S, SHARP_S, "anna@xn--strae-x-3va.de"),
        ("Anna@XN--strae-X-3va.DE", "Anna@straße-x.de", "anna@xn--strae-x-3va.de"),
        (TWO_S, TWO_S, TWO_S),
        ("a@βόλος.gr", "a@βόλος.gr", "a@xn--nxasmm1c.gr"),
        ("a@bücher.de", "a@bücher.de", "a@xn--bcher-kva.de"),
        ("a@BÜCHER.de", "a@bücher.de", "a@xn--bcher-kva.de"),
        ("a@x。de", "a@x.de", "a@x.de"),
        ("a@نامه\u200cای.com", "a@نامه\u200cای.com", "a@xn--mgba3gch31f060k.com"),
        ("a@XN--mgba3gch31f060k.com", "a@نامه\u200cای.com", "a@xn--mgba3gch31f060k.com"),
        ("a@xn--bcher-kva.de", "a@bücher.de", "a@xn--bcher-kva.de"),
        ("a@bu\u0308cher.de", "a@bücher.de", "a@xn--bcher-kva.de"),
        ("Jo+Post@Harbour.Test", "Jo+Post@harbour.test", "jo+post@harbour.test"),
    ],
)
def test_a_domain_is_read_by_idna_2008(written: str, kept: str, compared: str) -> None:
    assert checked_address(written, takes_tests=True, takes_unicode=False) == kept
    assert address_key(written) == address_key(kept) == compared
    assert ascii_domain(kept.rpartition("@")[2]) == compared.rpartition("@")[2]


def test_different_mailboxes_have_different_keys() -> None:
    others = [
        "straße@x.de",
        "strasse@x.de",
        "mıke@x.de",
        "mike@x.de",
        "j.o@x.de",
        "jo@x.de",
        "jo+a@x.de",
        "ﬁ@x.de",
        "fi@x.de",
    ]
    assert len({address_key(each) for each in others}) == len(others)
    assert address_key("JÖRG@x.de") == address_key("jörg@x.de") == address_key("jo\u0308rg@X.de")


@pytest.mark.parametrize(
    "written",
    [
        "anna", "anna@", "@x.de", "a@test", "a@localhost", "a@mail.localhost", "a@x.invalid", "a@x.local", "a@x.onion",
        "a@x.internal", "a@x.home.arpa", "a@x.lan", "a@[192.0.2.1]", "a@192.0.2.1", "a@x..de", "a@-x.de", "a@x_y.de",
        "a@☕.de", "a b@x.de", f"{'x' * 65}@x.de", f"a@{'x' * 64}.de", f"a@{'x.' * 130}de", "a@x.de, b@x.de",
        "a@ab--cd.de", "a@xn--fass.de", "a..b@x.de", ".a@x.de", "a\u200b@x.de", "a@x\u202e.de",
        "a@gmail.con", "a@gmail.cmo", "a@web.d", "a@x.corp", "a@localhost.localdomain", "a@ab\u200dcd.de", "a@x.de.",
        '"a b"@x.de', "a(b)@x.de", "a@x.de(b)", "a@x.de\r\nBcc: b@x.de",
    ],
)  # fmt: skip
def test_an_address_that_no_mail_reaches_is_refused(written: str) -> None:
    with pytest.raises(NotAnAddress):
        checked_address(written, takes_tests=True, takes_unicode=True)


@pytest.mark.parametrize("domain", ["x.test", "x.example", "example.com", "mail.example.org"])
def test_domains_for_tests_are_taken_where_that_is_set(domain: str) -> None:
    assert checked_address(f"a@{domain}", takes_tests=True, takes_unicode=False) == f"a@{domain}"
    with pytest.raises(NotAnAddress, match="No mail can be sent"):
        checked_address(f"a@{domain}", takes_tests=False, takes_unicode=False)


def test_addresses_beyond_ascii_need_a_mail_server_that_takes_them() -> None:
    assert checked_address("jörg@x.de", takes_tests=False, takes_unicode=True) == "jörg@x.de"
    with pytest.raises(NotAnAddress, match="mail server"):
        checked_address("jörg@x.de", takes_tests=False, takes_unicode=False)


async def test_mail_goes_to_the_domain_that_was_entered(server: Server, sam: Client, cast: Cast) -> None:
    for name, address, domain in (
        ("Anna One", SHARP_S, "anna@xn--strae-x-3va.de"),
        ("Anna Two", TWO_S, TWO_S),
    ):
        contact = await new_contact(sam, name, address, customerId=cast.acme)
        await done(sam, "invitationSend", to={"contactId": contact})
        assert (await server.mail.wait_for(lambda each, to=domain: each.to == (to,))).subject  # type: ignore[misc]
        shown = await sam.data(
            "query($id: ID!) { contact(id: $id) { email portalAccess { username } } }", {"id": contact}
        )
        assert shown["contact"]["email"] == address
    answer = await act(sam, "contactCreate", name="Jo", email="jo@printer.internal")
    [error] = answer["userErrors"]
    assert (error["code"], error["field"]) == ("INVALID", ["email"]) and "No mail can be sent" in error["message"]


@pytest.mark.migrated_to("0010_reminders")
async def test_older_keys_are_renewed(older_database: str) -> None:
    """The migration finds addresses that were compared by IDNA 2003, and usernames that are addresses."""
    await open_database(older_database)
    ids = [f"{number}0000000-0000-7000-8000-000000000000" for number in range(1, 4)]
    when = "'2025-01-01 00:00:00+00:00'"
    for contact, address in zip(ids, (SHARP_S, TWO_S, "anna@xn--strae-x-3va.de"), strict=True):
        await execute(
            f"""INSERT INTO contacts (id, version, name, name_key, display_name, email, email_key, time_zone, locale,
            created_at) VALUES ('{contact}', 1, 'Anna', 'anna', 'Anna', '{address}', '{TWO_S}', 'UTC', 'en', {when})"""
        )
        await execute(
            f"""INSERT INTO accounts (id, contact_id, username, username_key, failures, created_at)
            VALUES ('{contact}', '{contact}', '{address}', '{address}', 0, {when})"""
        )
    await Tortoise.close_connections()
    await migrate(older_database)
    await open_database(older_database)
    try:
        contacts = await fetch("SELECT email_key FROM contacts ORDER BY id")
        accounts = await fetch("SELECT username_key FROM accounts ORDER BY id")
    finally:
        await Tortoise.close_connections()
    assert [row["email_key"] for row in contacts] == ["anna@xn--strae-x-3va.de", TWO_S, "anna@xn--strae-x-3va.de"]
    # Two usernames that are one now: each stays unique.
    assert [row["username_key"] for row in accounts] == [SHARP_S, TWO_S, "anna@xn--strae-x-3va.de"]
