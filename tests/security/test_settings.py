"""A server is not started with settings that would leave a door open, and writes nothing that others can read."""

import asyncio
import secrets
import stat
from pathlib import Path

import pytest

import settings
from settings import Settings, SettingsError
from tests.support.programs.commands import latchkey
from tests.support.programs.processes import KEY, environment, served

FIT = {
    "ENVIRONMENT": "production",
    "PORTAL_URL": "https://portal.example.com",
    "SMTP_URL": "smtp://127.0.0.1:1",
    "SECRET_KEY": KEY,
}


def read(monkeypatch: pytest.MonkeyPatch, **environment: str) -> Settings:
    """The settings of such an environment."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return settings.read()


@pytest.mark.parametrize(
    ("name", "value", "remedy"),
    [
        ("OPERATOR_COLOUR", "#fff}body{display:none", "six hexadecimal digits"),
        ("ALLOWED_ORIGINS", "*", "like https://"),
        ("ALLOWED_ORIGINS", "https://*", "at least two more"),
        ("ALLOWED_ORIGINS", "https://*.com", "at least two more"),
        ("ALLOWED_ORIGINS", "https://a.*.example.com", "in the first part"),
        ("ALLOWED_ORIGINS", "https://*-*.example.com", "in the first part"),
        ("ALLOWED_ORIGINS", "http://*.example.com", "in the first part"),
        ("ALLOWED_ORIGINS", "https://a.example.com,null", "like https://"),
        ("ALLOWED_ORIGINS", "https://bücher.example", "xn--"),
        ("ALLOWED_ORIGINS", "https://a.example.com/", "no path"),
        ("ALLOWED_ORIGINS", "https://a.example.com:port", "like https://"),
        ("ALLOWED_ORIGINS", "https://a.example.com/app", "no path"),
        ("ALLOWED_ORIGINS", "a.example.com", "like https://"),
        ("ALLOWED_ORIGINS", "http://a.example.com", "https://"),
        ("SECRET_KEY", "k" * 64, "openssl rand"),
        ("SECRET_KEY", "abcdefghijklmnopqrstuvwxyz0123456789", "openssl rand"),
        ("SECRET_KEY", "passwordpasswordpasswordpassword", "openssl rand"),
        ("SECRET_KEY", "ChangeMe-3f9a8c7b6d5e4f3a2b1c0d9e8f7a", "openssl rand"),
        ("SECRET_KEY", "abab" * 12, "openssl rand"),
        ("SECRET_KEY", "short", "32"),
        ("PORTAL_URL", "http://portal.example.com", "https://"),
        ("PORTAL_URL", "https://kunden.müller.example", "xn--"),
        ("PORTAL_URL", "HTTP://portal.example.com", "https://"),
        ("API_URL", "http://api.example.com", "https://"),
    ],
)
def test_a_setting_that_leaves_a_door_open_is_refused(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, remedy: str
) -> None:
    with pytest.raises(SettingsError) as refused:
        read(monkeypatch, **(FIT | {name: value}))
    assert name in str(refused.value)
    assert remedy in str(refused.value)
    assert len(value) < 9 or "KEY" not in name or value not in str(refused.value)


def test_development_takes_a_key_that_can_be_guessed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read(monkeypatch, SECRET_KEY="k" * 40).secret == b"k" * 40


def test_settings_that_are_fit_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read(monkeypatch, **FIT).portal_address == "https://portal.example.com"
    for key in (secrets.token_hex(16), secrets.token_urlsafe(48), secrets.token_hex(64)):
        assert read(monkeypatch, SECRET_KEY=key).secret == key.encode()
    origins = "https://a.example.com,https://b-*.example.app:8443,http://localhost:3000,capacitor://localhost"
    assert read(monkeypatch, ALLOWED_ORIGINS=origins).allowed_origins == origins.split(",")


async def test_the_command_names_the_variable_and_stops(tmp_path: Path) -> None:
    refused = await latchkey(tmp_path, "serve", **(FIT | {"SECRET_KEY": "k" * 40, "ALLOWED_ORIGINS": "*"}))
    assert refused.code == 2
    assert "\nALLOWED_ORIGINS: " in refused.err
    guessable = {"SECRET_KEY": "k" * 40, "PORTAL_URL": "http://portal.example.com"}
    refused = await latchkey(tmp_path, "serve", **(FIT | guessable))
    assert "SECRET_KEY that cannot be guessed" in refused.err
    assert "k" * 40 not in refused.err
    assert (refused.code, "production needs PORTAL_URL that starts with https://" in refused.err) == (2, True)
    assert not await asyncio.to_thread(lambda: list(tmp_path.iterdir()))


async def test_files_that_a_server_writes_are_for_its_owner_alone(tmp_path: Path) -> None:
    env = environment(tmp_path / "var", storage_url=f"file://{tmp_path}/var/files")
    async with served("--migrate", env=env):
        exported = await latchkey(tmp_path, "orders", "export", "--output", "orders.csv", **env)
        assert exported.code == 0, exported.err
        made = await asyncio.to_thread(lambda: list(tmp_path.rglob("*")))
        assert {"orders.csv", "var", "latchkey.sqlite3", "latchkey.sqlite3-wal", "files"} <= {
            each.name for each in made
        }
        for path in made:
            mode = stat.S_IMODE(path.stat().st_mode)
            assert mode == (0o700 if path.is_dir() else 0o600), f"{path.name} {mode:o}"
