"""A real nginx in front of the running app, configured by the sample of the documents."""

import asyncio
import os
import shutil
import socket
import ssl
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.support.repository import ROOT
from tests.support.server import Server

SAMPLE = ROOT / "docs" / "nginx.conf"
AROUND = """daemon off; pid {folder}/pid; error_log stderr; {user} events {{ }}
http {{ access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/f;
uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s; include {folder}/latchkey.conf; }}"""


def program() -> str:
    """The path of nginx; the test fails where there is none."""
    found = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin:/usr/local/sbin")
    return found or pytest.fail("nginx is not installed: on Debian and Ubuntu `apt-get install nginx-light`")


@asynccontextmanager
async def in_front_of(server: Server, port: int, folder: Path) -> AsyncIterator[Server]:
    """The app as it is reached through nginx, at https://localhost:PORT."""
    _certify(folder)
    sample = await asyncio.to_thread(SAMPLE.read_text)
    for written, meant in {
        "listen 80;": f"listen 127.0.0.1:{free_port()};",
        "listen 443 ": f"listen 127.0.0.1:{port} ",
        "127.0.0.1:8000": server.url.removeprefix("http://"),
        "/etc/ssl/portal.example.com": f"{folder}/certificate",
        "portal.example.com": "localhost",
    }.items():
        assert written in sample, written
        sample = sample.replace(written, meant)
    (folder / "latchkey.conf").write_text(sample)
    (folder / "nginx.conf").write_text(AROUND.format(folder=folder, user="user root;" if os.getuid() == 0 else ""))
    command = [program(), "-p", str(folder), "-c", str(folder / "nginx.conf")]
    running = await asyncio.create_subprocess_exec(*command, stderr=subprocess.PIPE)
    try:
        await _is_up(running, port)
        trust = ssl.create_default_context(cafile=str(folder / "certificate.pem"))
        url = f"https://localhost:{port}"
        async with httpx.AsyncClient(base_url=url, timeout=60, verify=trust) as client:
            yield Server(url, client, server.app)
    finally:
        if running.returncode is None:
            running.terminate()
        await running.communicate()


async def _is_up(running: asyncio.subprocess.Process, port: int) -> None:
    async with asyncio.timeout(30):
        while True:
            if running.returncode is not None:
                pytest.fail(f"nginx ended: {(await running.communicate())[1].decode()}")
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.02)
            else:
                writer.close()
                return


def free_port() -> int:
    """A port that nobody listens on."""
    with closing(socket.socket()) as trial:
        trial.bind(("127.0.0.1", 0))
        found: int = trial.getsockname()[1]
        return found


def _certify(folder: Path) -> None:
    key, name = (
        ec.generate_private_key(ec.SECP256R1()),
        x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "here")]),
    )
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=400))
        .not_valid_after(now + timedelta(days=400))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "certificate.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (folder / "certificate.key").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
