"""Settings of the process itself: its addresses, the services that it uses, and the limits for what comes in."""

import secrets
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from settings.types import NetworkList, NumberList, OriginList, can_be_guessed, is_plain_and_remote, url_with, with_otel


class ProcessSettings(BaseSettings):
    """The settings of a process, whatever the business does with it."""

    model_config = SettingsConfigDict(
        extra="ignore", case_sensitive=False, validate_default=True, env_ignore_empty=True
    )

    environment: Literal["development", "production"] = Field(
        "development", description="development opens the explorer, the mailbox and introspection to everybody"
    )
    host: str = Field("127.0.0.1", description="Address to listen on")
    port: int = Field(8000, ge=0, le=65535, description="Port to listen on; 0 picks a free one")
    log_level: Literal["info", "warning", "error"] = Field("info", description="Lines of the log from this level on")
    log_requests: bool = Field(
        False, description="Whether each request and each operation of a socket has a line in the log"
    )
    metrics_port: int | None = Field(
        None,
        ge=1,
        le=65472,
        description="Port of /metrics, /live and /ready for operators; the next free one for further processes",
    )
    metrics_token: str | None = Field(
        None, min_length=16, description="Bearer token for /metrics on PORT; not served there if not set"
    )
    traces_url: Annotated[str | None, url_with("http", "https"), AfterValidator(with_otel)] = Field(
        None,
        description="Where traces are sent, by OTLP over HTTP, like http://127.0.0.1:4318/v1/traces; none if not set",
    )
    traces_share: float = Field(1.0, ge=0, le=1, description="The share of requests that are traced, from 0 to 1")
    data_dir: Path = Field(Path("var"), description="Folder for the SQLite file, local files and the generated secret")
    database_url: Annotated[str | None, url_with("sqlite", "postgres", "postgresql")] = Field(
        None,
        description="sqlite://FILE or postgresql://USER:PASSWORD@HOST/NAME; a SQLite file in DATA_DIR if not set",
    )
    database_read_url: Annotated[str | None, url_with("postgres", "postgresql")] = Field(
        None, description="A replica of a PostgreSQL database, from which queries are read; the database if not set"
    )
    database_pool_size: int = Field(10, ge=2, le=200, description="PostgreSQL connections that one process may hold")
    database_statement_seconds: float = Field(
        60, ge=0, le=3600, description="Time limit for a statement on PostgreSQL, in seconds; 0 is none"
    )
    database_lock_seconds: float = Field(
        10, gt=0, le=600, description="Longest wait for a lock or a connection on PostgreSQL, in seconds"
    )
    database_idle_seconds: float = Field(
        5, gt=0, le=600, description="Seconds until PostgreSQL rolls back what a process that hangs has begun"
    )
    redis_url: Annotated[str | None, url_with("redis", "rediss", "unix")] = Field(
        None, description="Carries wake-ups and rate limits between processes; in-process if not set"
    )
    storage_url: Annotated[str | None, url_with("file", "s3", "gs", "az")] = Field(
        None, description="Where files are kept; a folder in DATA_DIR if not set"
    )
    smtp_url: Annotated[str | None, url_with("smtp", "smtps")] = Field(
        None, description="The mail server; a catcher inside `latchkey serve` if not set"
    )
    dkim_selector: str | None = Field(
        None,
        pattern="[a-zA-Z0-9._-]+",
        description="The DKIM selector that your mail server signs with, for `latchkey doctor`",
    )
    backup_path: Path | None = Field(
        None, description="The backup, or the folder of backups, whose age `latchkey doctor` looks at"
    )
    backup_max_hours: int = Field(26, ge=1, le=8760, description="Hours after which the newest backup is too old")
    smtp_utf8: bool = Field(
        False, description="Whether the mail server accepts addresses with non-ASCII letters before the @ (SMTPUTF8)"
    )
    test_addresses: bool | None = Field(
        None, description="Whether addresses of test domains like x.test are accepted; in development only if not set"
    )
    sms_url: Annotated[str | None, url_with("http", "https")] = Field(
        None, description="A Twilio-compatible HTTP API for text messages; none are sent if not set"
    )
    sms_from: NumberList = Field([], description="Numbers that text messages come from, like +442079460000")
    sms_per_person_per_day: int = Field(
        20, ge=1, le=1000, description="Texts to one person in 24 hours; beyond that e-mail"
    )
    sms_notices_per_day: int = Field(
        20, ge=1, le=1000, description="Texts from one number in 24 hours of which staff are notified individually"
    )
    sms_codes_per_day: int = Field(5, ge=1, le=100, description="Codes that one person may request in 24 hours")
    sms_code_minutes: int = Field(10, ge=1, le=60, description="How long a code is valid, in minutes")
    portal_url: Annotated[str | None, url_with("http", "https")] = Field(
        None, description="Base address of links in messages; this server's own address if not set"
    )
    portal: bool = Field(
        True, description="Whether the portal is served at PORTAL_URL; off leaves it to a frontend of your own"
    )
    api_url: Annotated[str | None, url_with("http", "https")] = Field(
        None, description="Address of this API, if it is not PORTAL_URL"
    )
    secret_key: str | None = Field(
        None,
        min_length=32,
        description="Signs links and downloads; generated into DATA_DIR in development, required in production",
    )
    allowed_origins: OriginList = Field(
        [], description="Origins of frontends on other addresses that may use cookies and sockets"
    )
    trusted_proxies: NetworkList = Field([], description="Networks (CIDR) whose X-Forwarded-For is trusted")
    webhook_networks: NetworkList = Field(
        [], description="Networks (CIDR) that are not public and that webhooks may post to; loopback in development"
    )

    max_connections: int = Field(2000, ge=10, description="Concurrent connections per process")
    max_connections_per_peer: int = Field(
        200, ge=1, description="Concurrent connections per process from one address that is not one of TRUSTED_PROXIES"
    )
    head_seconds: float = Field(15, gt=0, le=600, description="Time limit for the head of a request")
    keep_alive_seconds: float = Field(
        65, gt=0, le=3600, description="Time that a connection may wait for its next request"
    )
    min_bytes_per_second: int = Field(
        1024, ge=1, description="Minimum speed of request bodies, and of readers of responses"
    )
    transfer_window_seconds: float = Field(
        30, gt=0, le=600, description="Time that a body or a reader may be slower than MIN_BYTES_PER_SECOND"
    )
    max_transfers: int = Field(40, ge=4, description="Concurrent uploads and downloads per process")
    max_transfers_per_person: int = Field(8, ge=1, description="Concurrent uploads and downloads of one person")
    max_transfers_per_peer: int = Field(20, ge=1, description="Concurrent uploads and downloads of one address")
    max_sockets_per_viewer: int = Field(50, ge=1, description="Sockets of one person in one process")
    max_anonymous_sockets_per_peer: int = Field(
        50, ge=1, description="Sockets of one address without a signed-in viewer"
    )

    def production_problems(self) -> list[str]:
        """Each setting that is not fit for production, with what it needs."""
        missing = [name.upper() for name in ("secret_key", "portal_url", "smtp_url") if not getattr(self, name)]
        problems = [", ".join(missing)] if missing else []
        problems += [
            f"{name.upper()} that starts with https://"
            for name in ("portal_url", "api_url")
            if urlsplit(getattr(self, name) or "").scheme == "http"
        ]
        if self.secret_key is not None and can_be_guessed(self.secret_key):
            problems.append("a SECRET_KEY that cannot be guessed, like that of `openssl rand -base64 48`")
        if any(is_plain_and_remote(origin) for origin in self.allowed_origins):
            problems.append("ALLOWED_ORIGINS that start with https://")
        return problems

    @property
    def sends_sms(self) -> bool:
        """Whether text messages can be sent."""
        return self.sms_url is not None and bool(self.sms_from)

    @property
    def is_development(self) -> bool:
        """Whether the explorer, the mailbox and open introspection are served."""
        return self.environment == "development"

    @property
    def networks_of_webhooks(self) -> list[IPv4Network | IPv6Network]:
        """The networks that are not public and that webhooks may post to."""
        own = ["127.0.0.0/8", "::1/128"] if self.is_development else []
        return [ip_network(each, strict=False) for each in (*self.webhook_networks, *own)]

    @property
    def takes_test_addresses(self) -> bool:
        """Whether addresses of domains for tests are taken."""
        return self.is_development if self.test_addresses is None else self.test_addresses

    @property
    def database(self) -> str:
        """The database's URL, with the default filled in."""
        return self.database_url or f"sqlite://{self.data_dir / 'latchkey.sqlite3'}"

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is a SQLite file."""
        return self.database.startswith("sqlite")

    @property
    def storage(self) -> str:
        """The storage of files as a URL, with the default filled in."""
        return self.storage_url or f"file://{(self.data_dir / 'files').absolute()}"

    @property
    def portal_address(self) -> str:
        """The address that links start with, without a slash at the end."""
        return self.portal_url or f"http://{self.host}:{self.port}"

    @property
    def serves_portal(self) -> bool:
        """Whether the pages of the portal are served from here: not where its address is that of another frontend."""
        return self.portal and self.api == self.portal_address

    @property
    def api(self) -> str:
        """The address of the API, of uploads, downloads and webhooks, without a slash at the end."""
        return self.api_url or self.portal_address

    @property
    def secret(self) -> bytes:
        """The key that signs, as bytes; in development it is made once and kept in DATA_DIR."""
        if self.secret_key is None:
            self.secret_key = _kept_secret(self.data_dir / "secret_key")
        return self.secret_key.encode()


def _kept_secret(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x") as file:
            path.chmod(0o600)
            file.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    return path.read_text()
