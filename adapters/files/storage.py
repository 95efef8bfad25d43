"""The storage of files: objects in a local folder, in S3 or the like, each small enough to be held in memory.

STORAGE_URL is `file:///folder` or `s3://bucket/prefix`, the latter with `?endpoint=http://host:port&region=name` for
services other than Amazon's. Keys of access come from the environment, as AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.
"""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl, unquote, urlsplit

import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore, ObjectStore, from_url

from adapters.errors import Unavailable

RETRY_TIMEOUT: Final = timedelta(seconds=30)
"""The time for which a service that fails is asked again."""
MAX_DELETED: Final = 500
TRIAL_KEY: Final = "latchkey-doctor"


class Storage:
    """One store. Every call raises Unavailable where it does not answer."""

    def __init__(self, url: str, retry_timeout: timedelta = RETRY_TIMEOUT) -> None:
        try:
            self._store = _opened(url, retry_timeout)
        except (BaseError, OSError, ValueError) as error:
            raise Unavailable(f"the storage cannot be opened: {error}") from error

    def check_sync(self) -> None:
        """Write a small object and remove it again, in a thread that has no event loop."""
        with _answering():
            obstore.put(self._store, TRIAL_KEY, b"This can be written.", use_multipart=False)
            obstore.delete(self._store, TRIAL_KEY)

    async def put(self, key: str, data: bytes | memoryview) -> None:
        """Write an object, whole or not at all; one of this key is replaced."""
        with _answering():
            await obstore.put_async(self._store, key, data, use_multipart=False)

    async def get(self, key: str, start: int, stop: int) -> bytes:
        """The bytes of an object from `start` up to but not including `stop`."""
        with _answering():
            return bytes(await obstore.get_range_async(self._store, key, start=start, end=stop))

    def get_sync(self, key: str, start: int, stop: int) -> bytes:
        """The same as `get`, for threads that have no event loop."""
        with _answering():
            return bytes(obstore.get_range(self._store, key, start=start, end=stop))

    async def find(self, key: str) -> bytes | None:
        """A whole object that is known to be small; None if there is no such object."""
        try:
            with _answering():
                return bytes(await (await obstore.get_async(self._store, key)).bytes_async())
        except FileNotFoundError:
            return None

    async def keys(self, folder: str) -> AsyncIterator[str]:
        """The keys of all objects under a folder."""
        with _answering():
            async for batch in obstore.list(self._store, folder):
                for listed in batch:
                    yield listed["path"]

    async def delete(self, keys: list[str]) -> None:
        """Remove objects; those that are gone already do not matter."""
        for start in range(0, len(keys), MAX_DELETED):
            await self._delete(keys[start : start + MAX_DELETED])

    async def _delete(self, keys: list[str]) -> None:
        try:
            with _answering():
                await obstore.delete_async(self._store, keys)
        except FileNotFoundError:
            if len(keys) > 1:
                for key in keys:
                    await self._delete([key])


def _opened(url: str, retry_timeout: timedelta) -> ObjectStore:
    parts = urlsplit(url)
    if parts.scheme == "file":
        return LocalStore(Path(unquote(parts.path)), automatic_cleanup=True, mkdir=True)
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    plain = options.get("endpoint", "").startswith("http://")
    shared: dict[str, Any] = {
        "config": options or None,
        "client_options": {"allow_http": plain, "timeout": timedelta(seconds=60)},
        "retry_config": {"max_retries": 3, "retry_timeout": retry_timeout},
    }
    opened: ObjectStore = from_url(parts._replace(query="").geturl(), **shared)
    return opened


@contextmanager
def _answering() -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise
    except (BaseError, OSError) as error:
        raise Unavailable(f"the storage does not answer: {error}") from error


_current: Storage | None = None


def current() -> Storage:
    """The storage of this process."""
    assert _current is not None, "the storage is opened with the process"
    return _current


def use(storage: Storage) -> None:
    """Make `storage` that of this process."""
    global _current
    _current = storage
