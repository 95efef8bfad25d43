"""Posts to addresses that strangers name: on the internet alone, in a few seconds, and to nowhere else."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from ssl import SSLContext
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Self

from adapters.errors import NotSent
from adapters.public_addresses import Address, Network, reachable
from adapters.text.sentences import Sentence

if TYPE_CHECKING:
    import httpx

TRY_SECONDS: Final = 10.0
"""Seconds that one post may take, from looking its host up to the end of the answer."""
CONNECT_SECONDS: Final = 4.0
"""Seconds to connect to one of the addresses of a host."""
MAX_ANSWER: Final = 64 * 1024
"""Bytes of an answer that are read."""
DEFAULT_PORTS: Final = {"https": 443, "http": 80}
KEPT_BYTES: Final = 1000
"""Bytes of an answer that are kept."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The status of an answer, and how it begins."""

    status: int
    beginning: str


class Poster:
    """Posts to the address `url`, over one connection where it can. To be used in a block.

    Hosts have to be public or in one of the `networks`; with `plain`, `http:` addresses are taken too.
    """

    def __init__(self, url: str, *, networks: Sequence[Network], plain: bool) -> None:
        self._url = url
        self._networks = networks
        self._plain = plain

    async def __aenter__(self) -> Self:
        import httpx  # takes long to import, and most run without webhooks

        timeout = httpx.Timeout(TRY_SECONDS, connect=CONNECT_SECONDS)
        self._client = httpx.AsyncClient(verify=_tls(), timeout=timeout, trust_env=False, follow_redirects=False)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._client.aclose()

    async def post(self, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Post JSON; the answer, whatever its status. Raises NotSent where there is none."""
        import httpx

        try:
            url = httpx.URL(self._url)
            if url.scheme != "https" and not self._plain:
                raise NotSent(Sentence("Only https: addresses are posted to."))
            async with asyncio.timeout(TRY_SECONDS):
                addresses = await reachable(
                    url.raw_host.decode("ascii"), url.port or DEFAULT_PORTS[url.scheme], self._networks
                )
                return await self._first_answer(url, addresses, body, headers)
        except (httpx.TimeoutException, TimeoutError):
            raise NotSent(Sentence("There was no answer within {seconds} seconds.", seconds=TRY_SECONDS)) from None
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            why = " ".join(f"{type(error).__name__} {error}".split())[:200]
            raise NotSent(Sentence("The connection failed: {reason}", reason=why)) from None

    async def _first_answer(
        self, url: "httpx.URL", addresses: Sequence[Address], body: bytes, headers: Mapping[str, str]
    ) -> Answer:
        """The answer of the first of a host's addresses with which there is a connection."""
        import httpx

        for address in addresses[:-1]:
            try:
                return await self._answer(url, address, body, headers)
            except (httpx.ConnectError, httpx.ConnectTimeout):
                continue
        return await self._answer(url, addresses[-1], body, headers)

    async def _answer(self, url: "httpx.URL", address: Address, body: bytes, headers: Mapping[str, str]) -> Answer:
        own = {
            "Host": url.netloc.decode("ascii"),
            "Content-Type": "application/json",
            "Accept-Encoding": "identity",
            "User-Agent": "Latchkey",
        }
        # The certificate has to be that of the name, although the connection goes to the address that was checked.
        named: dict[str, Any] = {"sni_hostname": url.raw_host.decode("ascii")}
        pinned = url.copy_with(host=str(address))
        async with self._client.stream(
            "POST", pinned, content=body, headers=own | dict(headers), extensions=named
        ) as answer:
            return Answer(answer.status_code, await _beginning(answer))


async def _beginning(answer: "httpx.Response") -> str:
    """The beginning of an answer, of which no more is read than MAX_ANSWER."""
    kept, read = b"", 0
    async for chunk in answer.aiter_raw():
        read += len(chunk)
        kept += chunk[: KEPT_BYTES - len(kept)]
        if read >= MAX_ANSWER:
            break
    return kept.decode("utf-8", "replace").replace("\0", "�")


@cache
def _tls() -> SSLContext:
    """The certificates of the internet, which take long to read."""
    import httpx

    return httpx.create_ssl_context()
