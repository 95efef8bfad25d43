"""Nothing is posted to addresses that only this network reaches, whatever a webhook's address looks like."""

import asyncio
import socket
from collections.abc import AsyncIterator
from ipaddress import ip_address, ip_network
from typing import Any, Final

import pytest

from adapters.errors import NotSent
from adapters.public_addresses import is_public
from adapters.webhook_posts import Poster
from tests.support.databases import ON_SQLITE
from tests.support.mutations import act
from tests.support.partners.keys import new_key
from tests.support.refusals.stage import with_settings
from tests.support.server import Client

PRIVATE: Final = (
    *("127.0.0.1", "127.8.9.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0"),
    *("192.0.0.8", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "192.88.99.1"),
    *("::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "fe80::1", "fc00::1", "fd00:ec2::254"),
    *(
        "ff02::1",
        "64:ff9b::7f00:1",
        "64:ff9b:1::1",
        "2002:7f00:1::",
        "2002:a00:1::",
        "2001:db8::1",
        "3fff::1",
        "fec0::1",
    ),
)
PUBLIC: Final = ("1.1.1.1", "93.184.216.34", "2606:4700::1111", "64:ff9b::101:101", "2002:101:101::1", "::ffff:1.1.1.1")
HERE: Final = ip_network("127.0.0.0/8")


def test_only_addresses_of_the_internet_are_public() -> None:
    assert [each for each in PRIVATE if is_public(ip_address(each))] == []
    assert [each for each in PUBLIC if not is_public(ip_address(each))] == []


@ON_SQLITE
@pytest.mark.without_worker
async def test_a_webhook_with_a_private_address_is_refused(ann: Client) -> None:
    key = await new_key(ann, "READ_EVENTS")
    hosts = [f"[{each}]" if ":" in each else each for each in PRIVATE]
    wrong = [f"https://{host}/hook" for host in hosts]
    wrong += ["http://example.com/", "https://me:secret@example.com/", "https://example.com/#x", "https://", "/hook"]
    wrong += ["ftp://example.com/", "https://example.com:0/", "https://example.com:99999/", "https://exa mple.com/"]
    wrong += ["https://[::1/", "javascript:alert(1)", "https://example.com/\tx", f"https://example.com/{'x' * 2000}"]
    with with_settings(environment="production"):
        for url in wrong:
            [error] = (await act(ann, "webhookCreate", apiKeyId=key.id, url=url))["userErrors"]
            assert error["code"] in ("INVALID", "TOO_LONG"), url
            assert error["field"] == ["url"]


@pytest.mark.parametrize(
    "host",
    [
        *("127.0.0.1", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "localhost", "LOCALHOST.", "[::1]"),
        *("[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "0"),
    ],
)
async def test_no_spelling_of_a_private_address_is_posted_to(host: str, listener: "Listener") -> None:
    async with Poster(f"http://{host}:{listener.port}/", networks=(), plain=True) as poster:
        with pytest.raises(NotSent, match=r"not public|leads to no address|InvalidURL"):
            await poster.post(b"{}", {})
    assert listener.came == 0


async def test_a_name_that_changes_its_address_gains_nothing(
    listener: "Listener", monkeypatch: pytest.MonkeyPatch
) -> None:
    told = iter(["93.184.216.34", "127.0.0.1"])
    connected: list[Any] = []

    def look_up(*_: Any, **__: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(told), listener.port))]

    async def connect(remote_host: str, *_: Any, **__: Any) -> Any:
        connected.append(remote_host)
        raise OSError("there is no internet here")

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    monkeypatch.setattr("anyio.connect_tcp", connect)
    async with Poster(f"http://rebind.example.com:{listener.port}/", networks=(), plain=True) as poster:
        with pytest.raises(NotSent, match="connection failed"):
            await poster.post(b"{}", {})
        assert connected == ["93.184.216.34"]
        with pytest.raises(NotSent, match="not public"):
            await poster.post(b"{}", {})
    assert (len(connected), listener.came) == (1, 0)


async def test_one_private_address_among_others_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    def look_up(*_: Any, **__: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, 443)) for each in ("93.184.216.34", "10.0.0.1")]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    async with Poster("https://both.example.com/", networks=(), plain=False) as poster:
        with pytest.raises(NotSent, match="not public"):
            await poster.post(b"{}", {})


async def test_plain_addresses_and_unknown_names_get_nothing(listener: "Listener") -> None:
    async with Poster(f"http://127.0.0.1:{listener.port}/", networks=[HERE], plain=False) as poster:
        with pytest.raises(NotSent, match="https"):
            await poster.post(b"{}", {})
    async with Poster("https://no-such-name.invalid/", networks=(), plain=False) as poster:
        with pytest.raises(NotSent, match="no address"):
            await poster.post(b"{}", {})
    assert listener.came == 0


async def test_the_certificate_is_that_of_the_name(listener: "Listener", monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        socket,
        "getaddrinfo",
        lambda *_, **__: [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", listener.port))],
    )
    url = f"https://buying.example.com:{listener.port}/"
    async with Poster(url, networks=[HERE], plain=False) as poster:
        with pytest.raises(NotSent, match="connection failed"):
            await poster.post(b"{}", {})
    assert b"buying.example.com" in listener.heard, "the name that the server is asked for"


async def test_an_endless_answer_is_read_no_further(listener: "Listener") -> None:
    listener.is_endless = True
    async with Poster(f"http://127.0.0.1:{listener.port}/", networks=[HERE], plain=True) as poster:
        answer = await poster.post(b"{}", {"webhook-id": "1"})
    assert (answer.status, answer.beginning) == (200, "x" * 1000)
    assert b"host: 127.0.0.1" in listener.heard.lower()


class Listener:
    """A server that counts who comes, and keeps what it hears first."""

    def __init__(self) -> None:
        self.came = 0
        self.heard = b""
        self.port = 0
        self.is_endless = False

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer nothing, or without an end."""
        self.came += 1
        self.heard = await reader.read(4096)
        if self.is_endless:
            writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            try:
                while True:
                    writer.write(b"1000\r\n" + b"x" * 0x1000 + b"\r\n")
                    await writer.drain()
            except ConnectionError:
                pass
        writer.close()


@pytest.fixture
async def listener() -> AsyncIterator[Listener]:
    """A server on this machine."""
    listening = Listener()
    server = await asyncio.start_server(listening.serve, "127.0.0.1", 0)
    listening.port = server.sockets[0].getsockname()[1]
    yield listening
    server.close()
