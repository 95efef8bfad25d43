"""S3 as moto's server gives it, in a process of its own."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import httpx

REGION = "us-east-1"
KEYS = {"AWS_ACCESS_KEY_ID": "tests", "AWS_SECRET_ACCESS_KEY": "tests"}
# It says where it is and serves until its input ends, as it does when the tests are killed.
_PROGRAM = """
import sys
from moto.server import ThreadedMotoServer
server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
server.start()
print(*server.get_host_and_port(), flush=True)
sys.stdin.read()
"""


@contextmanager
def bucket(name: str = "files") -> Iterator[str]:
    """An empty bucket, as a STORAGE_URL; its keys of access are in the environment within the block."""
    server = subprocess.Popen(
        [sys.executable, "-c", _PROGRAM],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    kept = {key: os.environ.get(key) for key in KEYS}
    os.environ.update(KEYS)
    try:
        assert server.stdout is not None
        host, port = server.stdout.readline().split()
        endpoint = f"http://{host}:{port}"
        httpx.put(f"{endpoint}/{name}").raise_for_status()
        yield f"s3://{name}/portal?endpoint={endpoint}&region={REGION}"
    finally:
        server.kill()
        server.communicate()
        for key, value in kept.items():
            if value is None:
                del os.environ[key]
            else:
                os.environ[key] = value
