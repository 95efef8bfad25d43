"""E-mail out, against a real SMTP server: what arrives, what cannot be smuggled in, and what a refusal means."""

import asyncio
import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from adapters.mail import smtp
from adapters.mail.catcher import MailCatcher
from adapters.mail.smtp import MailRefused, MailTemporarilyFailed, SmtpServer, send
from tests.support.mail.smtp import Answers, a_mail, plain_server, smtp_server


async def test_a_mail_arrives_with_both_parts_and_its_id() -> None:
    async with MailCatcher() as catcher:
        await send(a_mail(subject="Auftrag SR-000001 – erledigt ✓", text="Grüße\nvon uns\n"), catcher.url)
        [caught] = catcher.messages()
    assert caught.subject == "Auftrag SR-000001 – erledigt ✓"
    assert caught.to == ("moira@bakery.example",)
    assert caught.sender == "portal@operator.example"
    assert caught.text == "Grüße\nvon uns\n"
    assert caught.html == "<p>It is done.</p>\n"
    assert caught.message_id == "<delivery-17@operator.example>"
    assert caught.number == 1


async def test_a_mail_sent_twice_has_the_same_id_both_times() -> None:
    async with MailCatcher() as catcher:
        await send(a_mail(), catcher.url)
        await send(a_mail(), catcher.url)
        first, second = catcher.messages()
    assert first.message_id == second.message_id
    assert (first.number, second.number) == (1, 2)


async def test_a_long_message_id_stays_whole() -> None:
    sender = f"portal@{'long-subdomain-name.' * 8}operator.example"
    key = "0198c0de-" + "0" * 50
    async with MailCatcher() as catcher:
        await send(a_mail(sender=sender, message_key=key), catcher.url)
        assert catcher.messages()[0].message_id == f"<{key}@{sender.partition('@')[2]}>"


@pytest.mark.parametrize("line_break", ["\r\n", "\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\x00"])
async def test_no_header_can_be_smuggled_in(line_break: str) -> None:
    evil = f"Hello{line_break}Bcc: everybody@victim.example{line_break}{line_break}<h1>Hi"
    async with MailCatcher() as catcher:
        message = a_mail(subject=evil, to_name=evil, sender_name=evil)
        await send(message, catcher.url)
        [caught] = catcher.messages()
    assert caught.subject == "Hello Bcc: everybody@victim.example <h1>Hi"
    assert caught.to == ("moira@bakery.example",)
    assert message["Bcc"] is None
    assert caught.text == "It is done.\n"


@pytest.mark.parametrize(
    "address",
    [
        "moira@bakery.example\r\nRCPT TO:<x@victim.example>",
        "moira@bakery.example\n",
        "moira@bakery.example, x@victim.example",
        "<moira@bakery.example>",
        "moira@bakery.example SIZE=1",
        '"a b"@bakery.example',
        "moira",
        "@bakery.example",
        "moira@",
        "",
        f"moira@{'x' * 200}.example",
    ],
)
def test_an_impossible_address_is_refused_permanently(address: str) -> None:
    with pytest.raises(MailRefused):
        a_mail(to=address)


def test_a_message_key_cannot_carry_anything_else() -> None:
    for key in ("a b", "a>", "a\r\nX: y", "", "a@b"):
        with pytest.raises(ValueError, match="message key"):
            a_mail(message_key=key)


async def test_domains_and_names_in_every_script_arrive() -> None:
    async with MailCatcher() as catcher:
        await send(a_mail(to="jörg@bäckerei.example", to_name="Jörg Müller 山田"), catcher.url)
        assert catcher.messages()[0].to == ("jörg@xn--bckerei-5wa.example",)


async def test_an_address_beyond_ascii_needs_a_server_that_takes_it() -> None:
    async with smtp_server(Answers()) as address:
        with pytest.raises(MailRefused, match="ASCII"):
            await send(a_mail(to="jörg@bakery.example"), f"smtp://{address}")


@pytest.mark.parametrize("step", ["mail_from", "rcpt", "data"])
async def test_a_server_is_asked_again_after_later_and_not_after_no(step: str) -> None:
    async with smtp_server(Answers(**{step: "451 4.7.1 Greylisted, come back"})) as address:
        with pytest.raises(MailTemporarilyFailed, match=r"451 4\.7\.1 Greylisted, come back"):
            await send(a_mail(), f"smtp://{address}")
    async with smtp_server(Answers(**{step: "550 5.1.1 No such person"})) as address:
        with pytest.raises(MailRefused, match=r"550 5\.1\.1 No such person"):
            await send(a_mail(), f"smtp://{address}")


async def test_nobody_listening_is_temporary() -> None:
    async with smtp_server(Answers()) as address:
        pass
    with pytest.raises(MailTemporarilyFailed, match="No connection"):
        await send(a_mail(), f"smtp://{address}")


async def test_a_server_that_never_answers_is_temporary(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smtp, "_ANSWER_TIMEOUT", 0.05)
    async with plain_server(lambda reader, writer: reader.read()) as address:
        with pytest.raises(MailTemporarilyFailed, match="in time"):
            await send(a_mail(), f"smtp://{address}")


async def test_a_server_that_hangs_up_is_temporary() -> None:
    async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 hello\r\n")
        await reader.readline()

    async with plain_server(hang_up) as address:
        with pytest.raises(MailTemporarilyFailed, match="No connection"):
            await send(a_mail(), f"smtp://{address}")


def only_moira(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
    return AuthResult(success=(data.login, data.password) == (b"moira", b"p@ss/word"), handled=False)


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
async def test_a_login_is_made_and_a_refused_one_is_temporary() -> None:
    answers = Answers()
    options = {"authenticator": only_moira, "auth_required": True, "auth_require_tls": False}
    async with smtp_server(answers, **options) as address:
        await send(a_mail(), f"smtp://moira:p%40ss%2Fword@{address}?starttls=never")
        assert len(answers.kept) == 1
        with pytest.raises(MailTemporarilyFailed, match="535") as refused:
            await send(a_mail(), f"smtp://moira:secret@{address}?starttls=never")
    assert "secret" not in str(refused.value)


async def test_a_password_is_not_sent_in_clear_unless_asked_for() -> None:
    async with smtp_server(Answers(), authenticator=only_moira, auth_require_tls=False) as address:
        with pytest.raises(MailTemporarilyFailed, match="STARTTLS"):
            await send(a_mail(), f"smtp://moira:p%40ss%2Fword@{address}")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A key with a certificate for 127.0.0.1, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    encoding = serialization.Encoding.PEM
    path = tmp_path_factory.mktemp("tls") / "server.pem"
    path.write_bytes(
        key.private_bytes(encoding, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + made.public_bytes(encoding)
    )
    return path


async def test_starttls_encrypts_and_checks_the_certificate(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    answers = Answers()
    async with smtp_server(answers, tls_context=context, require_starttls=True) as address:
        with pytest.raises(MailTemporarilyFailed, match="encrypted"):
            await send(a_mail(), f"smtp://{address}?starttls=required")
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        await send(a_mail(), f"smtp://{address}?starttls=required")
        await send(a_mail(), f"smtp://{address}")
    assert len(answers.kept) == 2


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://relay.example", SmtpServer("relay.example", 25, None, None, False, None)),
        ("smtp://u:p%40@relay.example", SmtpServer("relay.example", 587, "u", "p@", False, True)),
        ("smtp://u:p@relay.example:2525?starttls=auto", SmtpServer("relay.example", 2525, "u", "p", False, None)),
        ("smtps://u:p@relay.example", SmtpServer("relay.example", 465, "u", "p", True, False)),
        ("smtp://[::1]:2525?starttls=never", SmtpServer("::1", 2525, None, None, False, False)),
    ],
)
def test_the_address_of_a_server_says_how_to_talk_to_it(url: str, expected: SmtpServer) -> None:
    assert SmtpServer.from_url(url) == expected


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("http://relay.example", "smtp://HOST"),
        ("smtp://", "smtp://HOST"),
        ("smtp://u:hidden@relay.example:99999", "port"),
        ("smtp://u:hidden@relay.example?starttls=maybe", "auto, required or never"),
        ("smtp://u:hidden@relay.example?tls=yes", "unknown option tls"),
        ("smtps://u:hidden@relay.example?starttls=required", "encrypted already"),
    ],
)
def test_a_wrong_address_is_refused_without_telling_the_password(url: str, problem: str) -> None:
    with pytest.raises(ValueError, match=problem) as refused:
        SmtpServer.from_url(url)
    assert "hidden" not in str(refused.value)


async def test_the_catcher_keeps_the_newest() -> None:
    async with MailCatcher(max_mails=5) as catcher:
        for n in range(8):
            await send(a_mail(message_key=f"mail-{n}"), catcher.url)
        numbers = [caught.number for caught in catcher.messages()]
    assert numbers == [4, 5, 6, 7, 8]


async def test_waiting_for_a_mail_ends_with_its_arrival() -> None:
    async with MailCatcher() as catcher:
        waiting = asyncio.create_task(catcher.wait_for(lambda caught: "second" in caught.subject))
        await send(a_mail(subject="first"), catcher.url)
        await send(a_mail(subject="second"), catcher.url)
        assert (await waiting).number == 2
        assert (await catcher.wait_for(lambda caught: "first" in caught.subject)).number == 1
        with pytest.raises(TimeoutError):
            await catcher.wait_for(lambda caught: "third" in caught.subject, timeout=0.01)


async def test_a_mail_can_be_awaited_from_another_thread() -> None:
    async with MailCatcher() as catcher:
        waiting = asyncio.create_task(asyncio.to_thread(lambda: asyncio.run(catcher.wait_for(lambda caught: True))))
        await send(a_mail(), catcher.url)
        assert (await waiting).number == 1
