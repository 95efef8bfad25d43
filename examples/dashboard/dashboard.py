"""A dashboard of orders and invoices: figures that are true at every moment, and what happened last.

It asks for the figures, and again whenever it hears that something happened: by a stream, by a webhook, or by both.
Each event that it hears of is written to a file at once, with the position in the stream. So it may be killed at any
time.

    LATCHKEY_URL=https://portal.example.com LATCHKEY_KEY=lk_live_... python dashboard.py

It needs Python 3.11 alone. docs/partners.md explains it step by step, and README.md lists its settings.
"""

import base64
import hmac
import json
import os
import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from html import escape
from http.client import HTTPException, HTTPResponse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

URL, KEY = os.environ["LATCHKEY_URL"].rstrip("/"), os.environ["LATCHKEY_KEY"]
PORT, FILE = int(os.environ.get("PORT", "8080")), os.environ.get("DASHBOARD_FILE", "dashboard.sqlite3")
STREAM, WEBHOOK_SECRET = os.environ.get("DASHBOARD_STREAM", "on") == "on", os.environ.get("WEBHOOK_SECRET", "")

FIGURES = """{
  orderStats(groupBy: [STATUS]) { groups { status count turnaroundSeconds { median } } }
  invoiceStats(groupBy: [PAYMENT_STATUS]) { groups { paymentStatus currency count outstanding { amount } } }
}"""
TOLD = """{ cursor ... on PortalEvent { kind occurredAt }
  ... on OrderEvent { order { number } } ... on InvoiceEvent { invoice { number } } }"""
EVENTS = f"subscription($after: EventCursor) {{ events(after: $after) {TOLD} }}"

SILENCE_SECONDS = 60  # a stream says something every 12 seconds
RETRY_SECONDS = 2.0
MINUTE_SECONDS = 60  # some figures change with time alone, as invoices become overdue
PAUSE_SECONDS = 0.5  # events that come together cost one request,
PAUSE_FACTOR = 10  # and figures that take long are asked for less often
MAX_BODY_BYTES = 1_000_000
something_happened = Event()


class Refused(Exception):
    """The answer to an operation is an error, with this code."""


def post(query: str, variables: Mapping[str, Any], accept: str) -> HTTPResponse:
    """The answer to an operation, to be read."""
    headers = {"Authorization": f"Bearer {KEY}", "Content-Type": "application/json", "Accept": accept}
    body = json.dumps({"query": query, "variables": variables}).encode()
    answer: HTTPResponse = urlopen(Request(f"{URL}/graphql", body, headers), timeout=SILENCE_SECONDS)
    return answer


def data_of(answer: bytes | str) -> Any:
    """The data of an answer; raises Refused where it has errors."""
    payload = json.loads(answer)
    if "errors" in payload:
        raise Refused(payload["errors"][0]["extensions"]["code"])
    return payload["data"]


def stream(after: str | None) -> Iterator[dict[str, Any]]:
    """The events after a cursor, or from now on, until the connection ends."""
    with post(EVENTS, {"after": after}, "text/event-stream") as lines:
        for line in lines:
            name, _, value = line.decode().rstrip("\n").partition(": ")
            if name == "data" and value:
                yield data_of(value)["events"]


def verified(secret: str, headers: dict[str, str], body: bytes) -> str:
    """The id of a message that is ours and at most five minutes old; raises ValueError for any other."""
    message_id, timestamp = headers["webhook-id"], headers["webhook-timestamp"]
    key = base64.b64decode(secret.removeprefix("whsec_"))
    digest = hmac.digest(key, f"{message_id}.{timestamp}.".encode() + body, "sha256")
    expected = "v1," + base64.b64encode(digest).decode()
    signed = any(hmac.compare_digest(expected, each) for each in headers["webhook-signature"].split())
    if not signed or abs(time.time() - int(timestamp)) > 300:
        raise ValueError("not a webhook of ours")
    return message_id


@contextmanager
def file() -> Iterator[sqlite3.Connection]:
    """The file, in a transaction that is on the disk when the block ends."""
    with closing(sqlite3.connect(FILE)) as database, database:
        yield database


def prepare_file() -> None:
    """Make the tables unless they are there."""
    with file() as database:
        database.execute("CREATE TABLE IF NOT EXISTS events (cursor TEXT PRIMARY KEY, event TEXT NOT NULL)")
        database.execute("CREATE TABLE IF NOT EXISTS kept (name TEXT PRIMARY KEY, value TEXT)")


def kept(name: str) -> str | None:
    """The value that was kept under a name."""
    with file() as database:
        row = database.execute("SELECT value FROM kept WHERE name = ?", [name]).fetchone()
    return row[0] if row else None


def keep(name: str, value: str | None) -> None:
    """Keep a value under a name."""
    with file() as database:
        database.execute("REPLACE INTO kept VALUES (?, ?)", [name, value])


def take(event: dict[str, Any], *, of_stream: bool) -> None:
    """Write an event down, once however often it comes, and move the position of the stream if it is of the stream."""
    with file() as database:
        if "kind" in event:  # a checkpoint has none: it only moves the position
            database.execute("INSERT OR IGNORE INTO events VALUES (?, ?)", [event["cursor"], json.dumps(event)])
        if of_stream:
            database.execute("REPLACE INTO kept VALUES ('position', ?)", [event["cursor"]])
    print(event.get("kind", "CHECKPOINT"), flush=True)
    something_happened.set()


def latest(count: int) -> list[dict[str, Any]]:
    """The last events that came, the latest first."""
    with file() as database:
        rows = database.execute("SELECT event FROM events ORDER BY rowid DESC LIMIT ?", [count]).fetchall()
    return [json.loads(row[0]) for row in rows]


def follow_stream() -> None:
    """Take the events of the stream, and come back to it wherever it ends."""
    while True:
        try:
            for event in stream(kept("position")):
                take(event, of_stream=True)
        except Refused as refusal:
            print("the stream refuses:", refusal, flush=True)
            if str(refusal) == "CURSOR_EXPIRED":
                keep("position", None)  # the log is not kept for ever: go on from now, the figures are true in any case
        except (OSError, HTTPException) as error:
            print("the stream ended:", error, flush=True)
            expect_key_works(error)
        time.sleep(RETRY_SECONDS)


def follow_figures() -> None:
    """Ask for the figures at the start, whenever something happened, and each minute."""
    while True:
        something_happened.clear()
        last, began = latest(1), time.monotonic()
        try:
            with post(FIGURES, {}, "application/json") as answer:
                figures = data_of(answer.read())
        except (OSError, HTTPException, Refused) as error:
            print("no figures:", error, flush=True)
            expect_key_works(error)
            something_happened.set()
            time.sleep(RETRY_SECONDS)
            continue
        keep("figures", json.dumps(figures))
        orders = sum(group["count"] for group in figures["orderStats"]["groups"])
        print(f"{orders} orders after {last[0]['cursor'] if last else 'the start'}", flush=True)
        time.sleep(max(PAUSE_SECONDS, PAUSE_FACTOR * (time.monotonic() - began)))
        something_happened.wait(MINUTE_SECONDS)


def expect_key_works(error: Exception) -> None:
    """End the program if the API key does not work any more."""
    if isinstance(error, HTTPError) and error.code == 401:
        print(error.read().decode(), flush=True)
        os._exit(1)


class Web(BaseHTTPRequestHandler):
    """The dashboard at /, the figures as JSON at /figures, and the webhook at /hook."""

    def do_GET(self) -> None:
        """Show the dashboard, or the figures alone."""
        figures = kept("figures") or "null"
        if self.path == "/figures":
            self.answer(200, figures, "application/json")
        else:
            self.answer(200, page(json.loads(figures), latest(20)), "text/html; charset=utf-8")

    def do_POST(self) -> None:
        """Take a message of the webhook. It is on the disk before it is answered, so nothing is lost."""
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = self.rfile.read(min(int(headers.get("content-length", 0)), MAX_BODY_BYTES))
        if self.path != "/hook" or not WEBHOOK_SECRET:
            return self.answer(404, "no such page", "text/plain")
        try:
            verified(WEBHOOK_SECRET, headers, body)
        except (ValueError, KeyError):
            return self.answer(401, "not signed for me", "text/plain")
        message = json.loads(body)
        if message["type"] != "TEST":
            take(message["data"], of_stream=False)
        return self.answer(200, "thanks", "text/plain")

    def answer(self, status: int, text: str, content_type: str) -> None:
        """Send an answer."""
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_: Any) -> None:
        """Say nothing of each request."""


def page(figures: Any, events: list[dict[str, Any]]) -> str:
    """The dashboard as a page, which a browser reads again every two seconds."""
    if figures is None:
        return '<meta http-equiv="refresh" content="1">Just a moment.'
    orders = [(group["status"], group["count"], hours(group)) for group in figures["orderStats"]["groups"]]
    invoices = [
        (group["paymentStatus"], group["count"], f"{group['outstanding']['amount']} {group['currency']}")
        for group in figures["invoiceStats"]["groups"]
    ]
    happened = [(event["occurredAt"][:19], event["kind"], number(event)) for event in events]
    return (
        '<!doctype html><meta http-equiv="refresh" content="2"><title>Dashboard</title>'
        "<style>body{font:16px system-ui;margin:2em} td,th{padding:.2em 1em;text-align:left}</style>"
        + table("Orders", ("Status", "Number", "Median hours"), orders)
        + table("Invoices", ("Payment", "Number", "Outstanding"), invoices)
        + table("Events", ("Time", "Event", "Number"), happened)
    )


def hours(group: dict[str, Any]) -> str:
    """The median time from submission to completion, in hours; empty where none is completed."""
    seconds = group["turnaroundSeconds"]["median"]
    return "" if seconds is None else f"{seconds / 3600:.1f}"


def number(event: dict[str, Any]) -> str:
    """The number of the order or invoice that an event is about, if it has one."""
    return str((event.get("order") or event.get("invoice") or {}).get("number") or "")


def table(title: str, head: tuple[str, ...], rows: list[tuple[Any, ...]]) -> str:
    """A table of a page."""
    lines = [f"<tr>{''.join(f'<td>{escape(str(cell))}' for cell in row)}" for row in rows]
    return f"<h2>{title}</h2><table><tr>{''.join(f'<th>{name}' for name in head)}{''.join(lines)}</table>"


if __name__ == "__main__":
    prepare_file()
    server = ThreadingHTTPServer(("127.0.0.1", PORT), Web)
    print(f"http://127.0.0.1:{PORT}/", flush=True)
    Thread(target=follow_figures, daemon=True).start()
    if STREAM:
        Thread(target=follow_stream, daemon=True).start()
    server.serve_forever()
