"""Files come as spreadsheets write them, and go out so that spreadsheets read them."""

import io
from pathlib import Path

import pytest

from adapters.files.spreadsheets import Columns, NotReadable, escape_formula, read_lines, read_table, unescape_formula
from models.people.contacts import Contact
from tests.support.cast import Cast
from tests.support.databases import ON_SQLITE
from tests.support.programs.commands import latchkey
from tests.support.programs.processes import KEY
from tests.support.server import Client, Server

COLUMNS = Columns(("name", "email", "mobile"), ("name", "email"))
TWO = [{"name": "Anna Bauer", "email": "a@x.test", "mobile": ""}, {"name": "Tom", "email": "t@x.test", "mobile": ""}]


def rows(content: bytes) -> list[dict[str, str] | str]:
    """The rows of a file."""
    found = [row for _, row in read_table(read_lines(io.BytesIO(content)), COLUMNS)]
    return [row if isinstance(row, str) else {name: cell.strip() for name, cell in row.items()} for row in found]


@pytest.mark.parametrize(
    "content",
    [
        b"name,email\nAnna Bauer,a@x.test\nTom,t@x.test\n",
        b"\xef\xbb\xbfname;email\r\n\"Anna Bauer\";a@x.test\r\nTom;t@x.test",
        b"\xef\xbb\xbfsep=;\r\nname;email\r\nAnna Bauer;a@x.test\r\nTom;t@x.test\r\n",
        b"\"sep=,\"\nname,email\nAnna Bauer,a@x.test\nTom,t@x.test\n",
        b"sep=\t\nname\temail\nAnna Bauer\ta@x.test\nTom\tt@x.test\n",
        b"name\temail\nAnna Bauer\ta@x.test\nTom\tt@x.test\n",
        b"name|email\nAnna Bauer|a@x.test\nTom|t@x.test\n",
        b"name;email;;\nAnna Bauer;a@x.test;;\n;;;\nTom;t@x.test;;\n\n",
        b"Name, E-Mail\n".replace(b"E-Mail", b"Email") + b"Anna Bauer, a@x.test ,\nTom,t@x.test,,,\n",
        b"name,email\rAnna Bauer,a@x.test\rTom,t@x.test\r",
        "name\temail\r\nAnna Bauer\ta@x.test\r\nTom\tt@x.test\r\n".encode("utf-16"),
        b"sep=^\nname^email\nAnna Bauer^a@x.test\nTom^t@x.test\n",
        b"sep=\\t\nname\temail\nAnna Bauer\ta@x.test\nTom\tt@x.test\n",
        b"\xef\xbb\xbf\xef\xbb\xbfname,email\nAnna Bauer,a@x.test\nTom,t@x.test\n",
        b"\r\n;;\r\n name ;E-Mail\r\nAnna Bauer;a@x.test\r\nTom;t@x.test\r\n",
        b'name, "email"\nAnna Bauer, "a@x.test"\nTom, "t@x.test"\n',
        b'"name","e-\nmail"\nAnna Bauer,a@x.test\nTom,t@x.test\n',
        b"'name,email\n".removeprefix(b"'") + b"Anna Bauer,'a@x.test\nTom,t@x.test\n".replace(b"'", b""),
    ],
)  # fmt: skip
def test_a_table_is_read_as_spreadsheets_write_it(content: bytes) -> None:
    assert rows(content) == TWO


@pytest.mark.parametrize("sign", ["\u2028", "\u2029", "\x85", "\x0b", "\x0c", "\x1c", "\x1e"])
def test_a_sign_that_ends_no_line_is_text(sign: str) -> None:
    found = rows(f"name,email\nAnna{sign}Bauer,a@x.test\nTom,t@x.test\n".encode())
    assert [row["email"] for row in found if isinstance(row, dict)] == ["a@x.test", "t@x.test"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"name,email,name\n", "the column name is there twice"),
        (b"name,email,Email\n", "the column email is there twice"),
        (b"name,mail\n", "no column email"),
        (b"name,email,shoe size\n", "mean nothing: shoe size"),
        (b"", "no column name"),
        ("name,email\nAnna,a@x.test\n".encode("utf-16-le"), "Save the file as CSV in UTF-8"),
        (b'"name,email\n' + b"Anna,a@x.test\n" * 80_000, "does not end"),
        (b"name,email\nM\xfcller,m@x.test\n", "line 2 is not UTF-8"),
        (b"name,email\n\"Anna\" B,a@x.test\n", "line 2"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_table_is_refused_with_the_reason(content: bytes, reason: str) -> None:
    with pytest.raises(NotReadable, match=reason):
        rows(content)


def test_values_without_a_column_are_refused() -> None:
    assert rows(b"name,email,\nAnna Bauer,a@x.test,more\n") == ["there are more values than columns"]


@pytest.mark.parametrize("cell", ["=1+1", "+44", "-1", "@x", "\tx", "＝1", "'quoted", "''", "'=x", "plain", "", "a=b"])
def test_a_cell_is_no_formula_and_comes_back_as_it_was(cell: str) -> None:
    assert not escape_formula(cell).startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝"))
    assert unescape_formula(escape_formula(cell)) == cell


@ON_SQLITE
async def test_people_are_taken_over_as_spreadsheets_have_them(
    tmp_path: Path, database: str, sam: Client, cast: Cast
) -> None:
    text = """sep=;
name;email;mobile;country;locale;;
Anna\u2028Bauer;anna@csv.test;0171 1234567;DE;fr;;
Dr. Tom Smith;tom@csv.test;020 7946 0000;gb;;;
Ann Other;ANNA@csv.test;;;;;
Ann Acme;ann@people.test;;;;;
No Country;no@csv.test;0171 1234567;;;;
Jo Ｈill;jo@csv.test;0041 44 668 18 00;;de-CH;;
"""
    (tmp_path / "people.csv").write_text(text)
    file = str(tmp_path / "people.csv")
    ended = await latchkey(tmp_path, "contacts", "import", file, DATABASE_URL=database, SECRET_KEY=KEY)
    assert ended.code == 1
    assert "6 rows: 3 new, 0 changed, 1 unchanged, 0 invited, 2 refused." in ended.out
    assert "no translations for fr: 1 people" in ended.out and "line 6: the address is known as that of" in ended.out
    assert (
        "line 5: email: line 3 has this address for Anna" in ended.err
        and "line 7: mobile: Write the number" in ended.err
    )
    found = await Contact.filter(email_key__endswith="@csv.test").order_by("email_key")
    assert [(each.name, each.display_name, each.mobile) for each in found] == [
        ("Anna Bauer", "Anna", "+491711234567"),
        ("Jo Ｈill", "Jo", "+41446681800"),
        ("Dr. Tom Smith", "Tom", "+442079460000"),
    ]


@ON_SQLITE
async def test_orders_are_written_for_excel(tmp_path: Path, database: str, sam: Client) -> None:
    options = ("--output", str(tmp_path / "orders.csv"), "--bom", "--delimiter", "semicolon")
    ended = await latchkey(tmp_path, "orders", "export", *options, DATABASE_URL=database, SECRET_KEY=KEY)
    assert ended.code == 0
    assert (tmp_path / "orders.csv").read_bytes().startswith(b"\xef\xbb\xbfnumber;reference;status")
    again = await latchkey(
        tmp_path, "orders", "import", str(tmp_path / "orders.csv"), DATABASE_URL=database, SECRET_KEY=KEY
    )
    assert (again.code, "0 refused" in again.out) == (0, True)


@ON_SQLITE
async def test_a_statement_is_there_for_excel(server: Server, ann: Client, cast: Cast) -> None:
    query = """query($id: ID!) { customer(id: $id) { statement(startsOn: "2026-03-01", endsOn: "2026-03-31") {
      csv { url } csvForExcel { url } } } }"""
    found = (await ann.data(query, {"id": cast.acme}))["customer"]["statement"]
    plain, marked = [(await server.client.get(found[form]["url"])).content for form in ("csv", "csvForExcel")]
    assert plain.startswith(b"date,") and marked == b"\xef\xbb\xbf" + plain
