"""`latchkey contacts import`: takes people over from a file, once however often it is run, and says what it refused."""

import re
import signal
from pathlib import Path

from adapters.database.client import close_database
from models.core.database import open_database
from models.messages.deliveries import Delivery
from models.people.contacts import Contact
from models.people.memberships import Membership
from tests.support.cast import Cast
from tests.support.databases import ON_POSTGRESQL, ON_SQLITE
from tests.support.mutations import access, history
from tests.support.programs.commands import Ended, latchkey, running
from tests.support.programs.processes import KEY
from tests.support.server import Client

HEAD = "name,email,mobile,country,customer_code,role,rights\n"
GOOD = """Jo Hill,jo@acme.test,+447911123456,gb,ACME,,
"Moss, Di",di@acme.test,,,acme,ADMIN,
Ed Fry,ed@acme.test,,DE,ACME,MEMBER,ORDERS INVOICES
Flo Gray,flo@nowhere.test,,,,,
"""
BAD = """,nobody@acme.test,,,,,
No Address,,,,,,
Bad Address,not an address,,,,,
Bad Number,number@acme.test,12,,,,
Bad Country,country@acme.test,,ZZ,,,
Bad Customer,customer@acme.test,,,NOPE,,
Bad Role,role@acme.test,,,ACME,BOSS,
Bad Right,right@acme.test,,,ACME,MEMBER,ORDERS EVERYTHING
Too Much,much@acme.test,,,ACME,MEMBER,ORDERS,INVOICES
"""
SHOW = """query($words: String!) { contacts(search: $words) { nodes { id name email mobile country timeZone
  memberships { nodes { role rights customer { id } } } } } }"""


async def taken(folder: Path, database: str, text: str, *options: str) -> Ended:
    """Import a file with that text."""
    file = folder / "people.csv"
    file.write_bytes(text.encode())
    return await latchkey(folder, "contacts", "import", str(file), *options, DATABASE_URL=database, SECRET_KEY=KEY)


@ON_POSTGRESQL
async def test_contacts_are_taken_over_and_invited_once(tmp_path: Path, database: str, sam: Client, cast: Cast) -> None:
    first = await taken(tmp_path, database, "\ufeff" + HEAD + GOOD, "--invite")
    assert (first.code, first.err) == (0, "")
    assert first.out == "4 rows: 4 new, 0 changed, 0 unchanged, 4 invited, 0 refused.\n"
    found = {each["name"]: each for each in (await sam.data(SHOW, {"words": "acme.test"}))["contacts"]["nodes"]}
    jo = found["Jo Hill"]
    assert (jo["mobile"], jo["country"], jo["timeZone"]) == ("+447911123456", "GB", "Europe/London")
    usual = ["ORDERS", "RECOMMENDATIONS", "INVOICES"]
    assert {
        name: (each["memberships"]["nodes"][0]["role"], each["memberships"]["nodes"][0]["rights"])
        for name, each in found.items()
    } == {
        "Jo Hill": ("MEMBER", usual),
        "Moss, Di": ("ADMIN", [*usual, "INVOICE_APPROVAL"]),
        "Ed Fry": ("MEMBER", ["ORDERS", "INVOICES"]),
    }
    assert {each["memberships"]["nodes"][0]["customer"]["id"] for each in found.values()} == {cast.acme}
    assert (await access(sam, jo["id"]))["status"] == "INVITED"

    again = await taken(tmp_path, database, HEAD + GOOD, "--invite")
    assert (again.code, again.out) == (0, "4 rows: 0 new, 0 changed, 4 unchanged, 0 invited, 0 refused.\n")
    assert [entry["kind"] for entry in await history(sam, jo["id"])] == ["USERNAME_ASSIGNED", "INVITATION_SENT"]
    assert (await history(sam, jo["id"]))[0]["actor"] == {"name": "Import", "kind": "SYSTEM"}

    # What the file says of role and rights is set; another customer is another membership of the same person.
    more = "Ed Fry,ED@acme.test,,,ACME,MEMBER,ORDERS\nEd Fry,ed@acme.test,,,ZENITH,,\nAnn Archer,ann@people.test,,,ACME,,\n"
    changed = await taken(tmp_path, database, HEAD + more, "--invite")
    assert (changed.code, changed.out) == (0, "3 rows: 0 new, 2 changed, 1 unchanged, 0 invited, 0 refused.\n")
    ed = (await sam.data(SHOW, {"words": "ed@acme.test"}))["contacts"]["nodes"]
    assert [(each["rights"], each["customer"]["id"]) for each in ed[0]["memberships"]["nodes"]] == [
        (["ORDERS"], cast.acme),
        (usual, cast.zenith),
    ]


@ON_POSTGRESQL
async def test_five_hundred_rows_go_on_where_a_kill_stopped_them(tmp_path: Path, database: str, cast: Cast) -> None:
    file = tmp_path / "many.csv"
    rows = "".join(f"Person {each},p{each}@many.test,,DE,ACME,,,de,CRM-{each}\n" for each in range(500))
    file.write_text(HEAD.replace("rights", "rights,locale,reference") + rows)
    environment = {"DATABASE_URL": database, "SECRET_KEY": KEY}
    command = ("contacts", "import", str(file), "--invite")
    async with running(tmp_path, *command, **environment) as first:
        await first.says("100 of 500 rows")
        killed = await first.stop(signal.SIGKILL)
    assert "500 rows:" not in killed.out

    second = await latchkey(tmp_path, *command, **environment)
    told = re.search(r"500 rows: (\d+) new, 0 changed, (\d+) unchanged, (\d+) invited, 0 refused", second.out)
    assert second.code == 0 and told is not None, second
    new, unchanged, invited = map(int, told.groups())
    assert new + unchanged == 500 and new == invited and 100 <= unchanged < 500
    assert [line for line in second.out.splitlines() if "of" in line] == [
        f"{each}00 of 500 rows" for each in range(1, 5)
    ]

    third = await latchkey(tmp_path, *command, **environment)
    assert third.out.endswith("500 rows: 0 new, 0 changed, 500 unchanged, 0 invited, 0 refused.\n")
    await open_database(database)
    try:
        of_file = Contact.filter(email__endswith="@many.test")
        assert len(set(await of_file.values_list("email_key", flat=True))) == await of_file.count() == 500
        assert (await of_file.get(external_reference="CRM-7")).email == "p7@many.test"
        assert await Membership.filter(contact__email__endswith="@many.test").count() == 500
        invitations = await Delivery.filter(template="invitation", locale="de")
        assert sorted(invitation.recipient for invitation in invitations) == sorted(
            f"p{each}@many.test" for each in range(500)
        )
    finally:
        await close_database()


@ON_SQLITE
async def test_rows_that_are_refused_are_told_with_their_line_and_reason(
    tmp_path: Path, database: str, sam: Client
) -> None:
    ended = await taken(tmp_path, database, HEAD + BAD + GOOD + "Ann,ann@people.test,,,ACME,MEMBER,\n")
    assert ended.code == 1
    assert ended.out == "14 rows: 4 new, 0 changed, 0 unchanged, 0 invited, 10 refused.\n"
    heading, *refused = ended.err.splitlines()
    assert heading == "Refused, and everything else was done:"
    reasons = [line.split(": ")[:2] for line in refused]
    fields = ["name", "email", "email", "mobile", "country", "customer_code", "role", "rights"]
    assert reasons[:8] == [[f"line {number}", field] for number, field in enumerate(fields, 2)]
    assert refused[8] == "line 10: there are more values than columns"
    assert refused[9].startswith("line 15: This is the customer's last administrator.")
    found = (await sam.data(SHOW, {"words": "acme.test"}))["contacts"]["nodes"]
    assert len(found) == 3
    assert (await access(sam, found[0]["id"]))["status"] == "DISABLED"


@ON_SQLITE
async def test_a_file_that_is_no_list_of_contacts_is_refused_whole(tmp_path: Path, database: str) -> None:
    for text, reason in (
        ("", "no column name, email"),
        ("name,email,shoe size\nJo,jo@acme.test,42\n", "mean nothing: shoe size"),
    ):
        ended = await taken(tmp_path, database, text)
        assert ended.code == 1 and reason in ended.err and "Traceback" not in ended.err
    (tmp_path / "latin.csv").write_bytes((HEAD + "Zo\u00eb,zoe@acme.test,,,,,\n").encode("latin-1"))
    for name, reason in (("latin.csv", "not UTF-8"), ("nowhere.csv", "cannot be read")):
        ended = await latchkey(tmp_path, "contacts", "import", name, DATABASE_URL=database)
        assert ended.code == 1 and reason in ended.err
    semicolons = await taken(tmp_path, database, "Name;Email\nJo Hill;jo@acme.test\n")
    assert semicolons.out == "1 rows: 1 new, 0 changed, 0 unchanged, 0 invited, 0 refused.\n"
