"""Words, subjects and names of files arrive whatever charset they are in, and whatever it is called."""

import base64
import quopri

import pytest

from adapters.mail.parsing import read_heading
from tests.support.mail.made import mail, read_content

CHARSETS = [
    ("iso-8859-1", "cp1252", "Grüße, ça va"),
    ("latin1", "cp1252", "5 €"),
    ("windows-1252", "cp1252", "5 €"),
    ("utf-8", "utf-8", "Grüße ✓"),
    ("unicode-1-1-utf-8", "utf-8", "Grüße ✓"),
    ("utf-16", "utf-16", "Grüße ✓"),
    ("iso-2022-jp", "iso2022_jp", "こんにちは"),
    ("shift_jis", "cp932", "①番の釜が動かない 髙橋"),
    ("x-sjis", "cp932", "①番の釜"),
    ("euc-jp", "euc_jp", "日本語"),
    ("gb2312", "gb18030", "朱镕基路的烤箱坏了"),
    ("gbk", "gb18030", "㐀路"),
    ("hz-gb-2312", "hz", "中文"),
    ("big5", "big5", "烤箱壞了"),
    ("ks_c_5601-1987", "cp949", "똠방각하"),
    ("iso-2022-kr", "iso2022_kr", "한국어"),
    ("windows-874", "cp874", "เตาเสีย กรุณาหยุดงาน"),
    ("tis-620", "cp874", "ยก"),
    ("iso-8859-8-i", "iso8859-8", "התנור מקולקל"),
    ("x-mac-roman", "mac-roman", "Größe 5 kW"),
    ("macintosh", "mac-roman", "Größe"),
    ("x-mac-cyrillic", "mac-cyrillic", "Печь"),
    ("koi8-r", "koi8-r", "Печь не работает"),
    ("windows-1251", "cp1251", "Печь не работает"),
    ("iso-8859-2", "iso8859-2", "Čau, žlutý kůň"),
    ("iso-8859-7", "iso8859-7", "Ο φούρνος"),
    ("windows-1256", "cp1256", "الفرن معطل"),
    ("ibm850", "cp850", "Größe"),
    ("cp936", "gb18030", "镕基"),
    ("ms949", "cp949", "똠방"),
    ("windows-31j", "cp932", "①番"),
    ("windows-932", "cp932", "①番"),
    ("x-mac-greek", "mac-greek", "Γειά"),
]


@pytest.mark.parametrize(("charset", "codec", "words"), CHARSETS)
@pytest.mark.parametrize("encoding", ["8bit", "base64", "quoted-printable"])
def test_words_arrive_in_every_charset(charset: str, codec: str, words: str, encoding: str) -> None:
    raw = words.encode(codec)
    coded = {"8bit": raw, "base64": base64.encodebytes(raw), "quoted-printable": quopri.encodestring(raw)}[encoding]
    file = mail(coded, f"Content-Type: text/plain; charset={charset}", f"Content-Transfer-Encoding: {encoding}")
    if encoding != "8bit" or b"\n" not in raw:
        assert read_content(file).text == words


@pytest.mark.parametrize(("charset", "codec", "words"), CHARSETS)
def test_subjects_and_filenames_arrive_in_every_charset(charset: str, codec: str, words: str) -> None:
    raw = words.encode(codec)
    coded, quoted = base64.b64encode(raw).decode(), "".join(f"%{byte:02X}" for byte in raw)
    assert read_heading(mail(b"", f"Subject: =?{charset}?B?{coded}?=")).subject == words
    name = f"attachment; filename*={charset}''{quoted}"
    [file] = read_content(mail(b"x", "Content-Type: application/pdf", f"Content-Disposition: {name}")).enclosures
    assert file.filename == words


@pytest.mark.parametrize(
    "said", ["no-such-charset", "utf-8", "us-ascii", "utf-16", "=?x?=", "utf-7", "rot13", "hex", ""]
)
def test_a_wrong_charset_costs_no_letter(said: str) -> None:
    raw = "Grüße an alle".encode("cp1252")
    assert read_content(mail(raw, f"Content-Type: text/plain; charset={said}")).text == "Grüße an alle"


@pytest.mark.parametrize(
    "said", ["iso-8859-1", "windows-1252", "us-ascii", "gb2312", "shift_jis", "windows-874", "koi8-r"]
)
def test_evident_utf_8_is_read_as_utf_8(said: str) -> None:
    raw = "日本語で書きました".encode()
    assert read_content(mail(raw, f"Content-Type: text/plain; charset={said}")).text == raw.decode()


def test_the_charset_of_the_subject_counts_where_the_text_names_none() -> None:
    words = "Печь не работает"
    subject = f"Subject: =?koi8-r?B?{base64.b64encode(words.encode('koi8-r')).decode()}?="
    assert read_content(mail(words.encode("koi8-r"), subject)).text == words
    assert read_heading(mail(b"", "Subject: Größe".encode("cp1252").decode("cp1252"))).subject == "Größe"


def test_utf_7_hides_nothing() -> None:
    assert read_content(mail(b"+ADw-b+AD4-", "Content-Type: text/plain; charset=utf-7")).text == "+ADw-b+AD4-"
