"""Floods: more sign-ins, documents, transfers, mails, texts and sockets than one person needs, while others go on."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any, Final
from uuid import uuid4

import httpx
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus
from websockets.typing import Subprotocol

import settings
from adapters import sms
from bench.attack.ground import ATTACKER, MAX_ANSWER_SECONDS, Attack, Ground, Result, bystander, sign_in
from bench.attack.lines import head, line
from latchkey.loop_monitor import BLOCKED_SECONDS
from tests.support.attacks.heavy_documents import DOCUMENTS
from tests.support.files import announce, attached, bearer, pdf, uploaded
from tests.support.mail import inbound
from tests.support.orders import new_order
from tests.support.server import Client
from tests.support.sms_provider import OURS, SECRET

SECONDS: Final = 10.0
"""The seconds that a flood goes on."""
AT_ONCE: Final = 24
_STRENGTHS: Final = " ".join(f"a{n}: passwordStrength(input: {{password: $p}}) {{ score }}" for n in range(20))
STRENGTH: Final = f"query($p: String!) {{ {_STRENGTHS} }}"
HISTORY: Final = """query($id: ID!) { contact(id: $id) {
  portalAccess { history(first: 100) { nodes { kind } } } } }"""
RESET: Final = 'mutation { passwordResetRequest(input: {usernameOrEmail: "ann"}) { userErrors { code } } }'
FILE_SIZE: Final = 4 << 20
SLOW: Final = 30
"""Transfers that one person has going at a time."""


async def flood(ask: Callable[[], Awaitable[str]]) -> Counter[str]:
    """Ask again and again for a while, many at a time; gives what is answered, counted."""
    counted: Counter[str] = Counter()
    until = time.monotonic() + SECONDS

    async def go_on() -> None:
        while time.monotonic() < until:
            counted[await ask()] += 1

    await asyncio.gather(*(go_on() for _ in range(AT_ONCE)))
    return counted


async def sign_ins(ground: Ground) -> Result:
    """Wrong passwords for names that nobody has, as many as go."""
    before = ground.memory()
    async with bystander(ground) as others:
        guessing = asyncio.create_task(flood(lambda: sign_in(ground.attacker, uuid4().hex, "wrong")))
        seconds, codes = [], []
        while not guessing.done():
            began = time.monotonic()
            codes.append(await sign_in(ground.server.client, "zoe"))
            seconds.append(time.monotonic() - began)
            await asyncio.sleep(0.2)
    counted, grown = await guessing, ground.memory() - before
    is_withstood = set(codes) == {"IN"} and max(seconds) < MAX_ANSWER_SECONDS and others.is_served and grown < 100
    return Result(
        is_withstood, f"{dict(counted)}, {grown:+.0f} MiB; zoe is let in within {max(seconds):.1f} s; {others}"
    )


async def guesses(ground: Ground) -> Result:
    """Wrong passwords for one account, by both of its names."""
    names = ("ann", ground.cast.ann.email)
    tried = [sign_in(ground.attacker, names[number % 2], f"wrong {number}") for number in range(300)]
    counted = Counter(await asyncio.gather(*tried))
    own = await sign_in(ground.server.client, "ann")
    sam = ground.server.client_of(ground.cast.sam)
    history = (await sam.data(HISTORY, {"id": ground.cast.ann.id}))["contact"]["portalAccess"]["history"]["nodes"]
    judged = sum(entry["kind"] == "SIGN_IN_FAILED" for entry in history)
    await ground.server.client.post("/graphql", json={"query": RESET})
    mail = await ground.catcher.wait_for(lambda mail: "ann@people.test" in mail.to and "/reset?" in mail.text)
    is_withstood = judged <= settings.get().sign_in_attempts and own == "IN" and bool(mail)
    return Result(is_withstood, f"{dict(counted)}, {judged} passwords judged; ann herself: {own}, and a reset is sent")


async def resets(ground: Ground) -> Result:
    """Requests for a reset link, for one person."""
    before = len(ground.catcher.messages())
    answers = Counter([(await ground.ask(RESET)).status_code for _ in range(60)])
    await asyncio.sleep(2)
    sent = len(ground.catcher.messages()) - before
    return Result(sent <= settings.get().reset_requests_per_hour, f"{dict(answers)}; {sent} mails")


async def strengths(ground: Ground) -> Result:
    """Passwords to be judged, twenty in a request."""

    async def ask() -> str:
        answer = await ground.ask(STRENGTH, {"p": "correct horse battery staple " * 8})
        return _code(answer)

    async with bystander(ground) as others:
        counted = await flood(ask)
    return Result(others.is_served, f"{dict(counted)}; {others}")


async def documents(ground: Ground) -> Result:
    """The documents that hold loops elsewhere, of a stranger and of somebody who is signed in."""
    counted: Counter[str] = Counter()
    async with bystander(ground) as others:
        for query, variables in DOCUMENTS.values():
            for token in (None, ground.cast.zoe.token):
                counted[str((await ground.ask(query, variables, token)).status_code)] += 1
    return Result(others.is_served and set(counted) <= {"200", "400"}, f"{dict(counted)}; {others}")


def _code(answer: httpx.Response) -> str:
    errors = answer.json().get("errors", []) if answer.status_code == 200 else [{}]
    return "answered" if not errors else str(errors[0].get("extensions", {}).get("code", answer.status_code))


async def uploads(ground: Ground) -> Result:
    """Uploads of one person, a little faster than is too slow."""
    ann, ben = map(ground.server.client_of, (ground.cast.ann, ground.cast.ben))
    announced = [await announce(ann, FILE_SIZE) for _ in range(SLOW)]

    async def drip() -> AsyncIterator[bytes]:
        yield pdf(FILE_SIZE)[:2048]
        while True:
            await asyncio.sleep(0.5)
            yield b"x" * 1024

    async def send(upload: dict[str, Any]) -> None:
        await ground.attacker.put(upload["url"], content=drip(), headers=bearer(ann))

    sending = [asyncio.create_task(send(upload)) for upload in announced]
    seconds = await _transfers_of_another(ben)
    answered = [task for task in sending if task.done()]
    for task in sending:
        task.cancel()
    await asyncio.gather(*sending, return_exceptions=True)
    figures = f"{len(sending) - len(answered)} go on or wait; ben's files pass within {seconds:.1f} s"
    return Result(seconds < MAX_ANSWER_SECONDS, figures)


async def downloads(ground: Ground) -> Result:
    """Downloads of one person, of whom nothing is taken."""
    ann, ben = (ground.server.client_of(stalled) for stalled in (ground.cast.ann, ground.cast.ben))
    file = await attached(ann, await new_order(ann), pdf(FILE_SIZE))
    address = httpx.URL(file["download"]["url"]).raw_path.decode()
    async with AsyncExitStack() as stack:
        for _ in range(SLOW):
            stalled = await stack.enter_async_context(line(ground, takes=4096))
            await stalled.say(head(ground, f"GET {address}", "\r\n"))
        seconds = await _transfers_of_another(ben)
    return Result(seconds < MAX_ANSWER_SECONDS, f"{SLOW} stall or wait; ben's files pass within {seconds:.1f} s")


async def _transfers_of_another(by: Client) -> float:
    """Seconds that the slowest of a few uploads and downloads of somebody takes."""
    order, slowest = await new_order(by), 0.0
    for number in range(5):
        began = time.monotonic()
        try:
            async with asyncio.timeout(4 * MAX_ANSWER_SECONDS):
                file = await attached(by, order, pdf(200_000 + number))
                answer = await by.server.client.get(file["download"]["url"])
                assert answer.content == pdf(200_000 + number), answer.status_code
                await uploaded(by, pdf(1000))
        except (TimeoutError, AssertionError):
            return float("inf")
        slowest = max(slowest, time.monotonic() - began)
    return slowest


async def letters(ground: Ground) -> Result:
    """Mails of one writer, signed by the mail server, with files."""

    files = {"a.pdf": ("application/pdf", pdf(1 << 20))}
    written = inbound.answer(inbound.MAILBOX, inbound.ANN, "A question", files=files, Message_ID="<first@people.test>")

    async def post(by: httpx.AsyncClient, mail: bytes) -> str:
        return str((await by.post("/webhooks/mail", content=mail, headers=inbound.signed(mail))).status_code)

    mails = [written.replace(b"<first@", f"<{uuid4().hex}@".encode()) for _ in range(100)]
    async with bystander(ground) as others:
        flooding = [asyncio.create_task(post(ground.attacker, mail)) for mail in mails]
        await asyncio.sleep(1)
        began = time.monotonic()
        own = await post(ground.server.client, inbound.answer(inbound.MAILBOX, "Zoe Zimmer <zoe@people.test>"))
        seconds = time.monotonic() - began
        counted = Counter(await asyncio.gather(*flooding))
    is_withstood = own == "200" and set(counted) <= {"200", "429", "503"} and others.is_served
    return Result(is_withstood, f"{dict(counted)}; zoe's mail: {own} after {seconds:.1f} s; {others}")


async def unsigned(ground: Ground) -> Result:
    """Mails and texts of strangers, without a signature that is right."""
    before = ground.memory()
    mail = b"Subject: x\r\n\r\n" + b"x" * (8 << 20)

    async def ask() -> str:
        headers = inbound.signed(mail, b"a key of more than 24 bytes, of nobody")
        return str((await ground.attacker.post("/webhooks/mail", content=mail, headers=headers)).status_code)

    async with bystander(ground) as others:
        counted = await flood(ask)
    text = await ground.attacker.post("/webhooks/sms", data={"MessageSid": "SM1"}, headers={"X-Twilio-Signature": "x"})
    grown = ground.memory() - before
    is_withstood = (
        set(counted) <= {"403", "429", "503"} and text.status_code == 403 and grown < 150 and others.is_served
    )
    return Result(is_withstood, f"{dict(counted)}, {grown:+.0f} MiB; {others}")


async def texts(ground: Ground) -> Result:
    """Texts of one number that nobody understands."""
    address = f"https://127.0.0.1:{ground.port}/webhooks/sms"

    async def ask() -> str:
        form = {"MessageSid": uuid4().hex, "From": "+447911000111", "To": OURS, "Body": "What?", "NumMedia": "0"}
        signature = sms.signature(address, list(form.items()), SECRET)
        headers = {"X-Twilio-Signature": signature}
        return str((await ground.attacker.post("/webhooks/sms", data=form, headers=headers)).status_code)

    async with bystander(ground) as others:
        counted = await flood(ask)
    sam = ground.server.client_of(ground.cast.sam)
    notified = (await sam.data("{ notifications { totalCount } }"))["notifications"]["totalCount"]
    is_withstood = set(counted) <= {"200", "429"} and others.is_served and notified <= 60
    return Result(is_withstood, f"{dict(counted)}; staff are told {notified} times; {others}")


async def sockets(ground: Ground) -> Result:
    """Sockets on which nobody signs in."""
    allowed = settings.get().max_anonymous_sockets_per_peer
    url, counted = f"ws://127.0.0.1:{ground.port}/graphql", Counter[str]()
    async with bystander(ground) as others, AsyncExitStack() as stack:

        async def open_one() -> str:
            protocols = [Subprotocol("graphql-transport-ws")]
            try:
                opened = connect(url, subprotocols=protocols, local_addr=(ATTACKER, 0), proxy=None)
                await stack.enter_async_context(opened)
            except InvalidStatus as error:
                return str(error.response.status_code)
            return "open"

        counted.update(await asyncio.gather(*(open_one() for _ in range(2 * allowed))))
        await asyncio.sleep(1)
    is_withstood = counted["open"] <= allowed and set(counted) <= {"open", "429"} and others.is_served
    return Result(is_withstood, f"{dict(counted)}; {others}")


ATTACKS: Final = (
    Attack("a flood of sign-ins", f"names that nobody has, {AT_ONCE} at a time", sign_ins),
    Attack("guesses of one password", "300 for one account, by both of its names", guesses),
    Attack("a flood of resets", "60 for one person", resets),
    Attack("a flood of strength checks", f"20 in a request, {AT_ONCE} requests at a time", strengths),
    Attack(
        "documents that take long", f"{len(DOCUMENTS)} kinds, as a stranger and signed in", documents, BLOCKED_SECONDS
    ),
    Attack("slow uploads", f"{SLOW} of one person", uploads),
    Attack("downloads that stall", f"{SLOW} of one person", downloads),
    Attack("a flood of mails", "100 of one writer, with a file of 1 MiB", letters),
    Attack("mails without a signature", f"8 MiB each, {AT_ONCE} at a time", unsigned),
    Attack("a flood of texts", f"of one number, {AT_ONCE} at a time", texts),
    Attack("a crowd of sockets", "twice those that one address may have", sockets),
)
