"""Mutations in a line each, and the links that mails carry, for tests about who may come in and as whom."""

import re
from datetime import date
from typing import Any

from adapters.mail.catcher import CaughtMail, MailCatcher
from tests.support.server import Client, Server

PASSWORD = "copper kettle 1729"
ACCESS = "contact { id version portalAccess { status username isLocked } }"


async def act(by: Client | Server, name: str, payload: str = "", /, **given: Any) -> dict[str, Any]:
    """Run a mutation with this input, as somebody or as a stranger; gives its payload, whatever came of it."""
    kind = f"{name[0].upper()}{name[1:]}Input"
    query = f"mutation($given: {kind}!) {{ {name}(input: $given) {{ {payload} userErrors {{ code message field }} }} }}"
    answer = await by.graphql(query, {"given": given})
    assert "errors" not in answer, answer["errors"]
    done: dict[str, Any] = answer["data"][name]
    return done


async def done(by: Client | Server, name: str, payload: str = "", /, **given: Any) -> dict[str, Any]:
    """Run a mutation that has to happen; gives its payload."""
    answer = await act(by, name, payload, **given)
    assert answer["userErrors"] == [], answer
    return answer


async def refused(by: Client | Server, name: str, /, **given: Any) -> str:
    """Run a mutation that has to be refused; gives the code."""
    answer = await act(by, name, **given)
    assert len(answer["userErrors"]) == 1, answer
    code: str = answer["userErrors"][0]["code"]
    return code


async def new_contact(sam: Client, name: str = "Jo Hill", email: str | None = "jo@harbour.test", **given: Any) -> str:
    """Add a contact; gives the id."""
    made = await done(sam, "contactCreate", "contact { id }", name=name, email=email, **given)
    contact: str = made["contact"]["id"]
    return contact


async def invited(sam: Client, catcher: MailCatcher, email: str) -> tuple[str, str, str]:
    """Invite a new contact of a new customer; gives the ids of customer and contact, and the token in the mail."""
    made = await done(sam, "customerCreate", "customer { id }", name="Harbour Cafe", currency="GBP")
    customer: str = made["customer"]["id"]
    rights = ["ORDERS", "RECOMMENDATIONS", "INVOICES", "INVOICE_APPROVAL"]
    given: dict[str, Any] = {"customerId": customer, "mobile": "+447911123456", "country": "GB", "rights": rights}
    contact = await new_contact(sam, email=email, **given)
    await done(sam, "portalAccessEnable", contactId=contact)
    return customer, contact, token_in(await mail_to(catcher, email, "activate"))


async def new_invoice(sam: Client, customer: str, due_on: date, *, issue: bool = False) -> str:
    """Draft an invoice of a customer, and issue it where that is wanted; gives its id."""
    lines = [{"kind": "PART", "description": "Seal", "quantity": 1, "unitPrice": 1, "taxRate": 0}]
    given = {"customerId": customer, "dueOn": due_on.isoformat(), "lines": lines, "issue": issue}
    invoice: str = (await done(sam, "invoiceCreate", "invoice { id }", **given))["invoice"]["id"]
    return invoice


async def access(sam: Client, contact: str) -> dict[str, Any]:
    """The portal access of a contact."""
    found = await sam.data(
        "query($id: ID!) { contact(id: $id) { portalAccess { status username isLocked invitationExpiresAt } } }",
        {"id": contact},
    )
    state: dict[str, Any] = found["contact"]["portalAccess"]
    return state


async def history(sam: Client, contact: str) -> list[dict[str, Any]]:
    """The history of a contact's portal access, oldest first."""
    found = await sam.data(
        """query($id: ID!) { contact(id: $id) { portalAccess { history(first: 100) {
        nodes { kind occurredAt detail actor { name kind } } } } } }""",
        {"id": contact},
    )
    entries: list[dict[str, Any]] = found["contact"]["portalAccess"]["history"]["nodes"]
    return entries[::-1]


async def mail_to(catcher: MailCatcher, email: str, page: str = "", after: int = 0) -> CaughtMail:
    """The first mail to an address with a link to that page, of those after a number."""
    return await catcher.wait_for(
        lambda mail: email in mail.to and mail.number > after and (not page or f"/{page}?token=" in mail.text)
    )


def token_in(mail: CaughtMail) -> str:
    """The token of the link in a mail."""
    found = re.search(r"[?]token=([\w-]+)", mail.text)
    assert found is not None, mail.text
    return found[1]


async def accept(server: Server, token: str, password: str = PASSWORD, **profile: Any) -> str:
    """Accept an invitation; gives the token of the session."""
    given: dict[str, Any] = {"token": token, "password": password} | ({"profile": profile} if profile else {})
    session: str = (await done(server, "invitationAccept", "token", **given))["token"]
    return session


async def sign_in(server: Server, username: str, password: str = PASSWORD) -> str:
    """Sign in; gives the token of the session."""
    session: str = (await done(server, "sessionCreate", "token", username=username, password=password))["token"]
    return session


async def is_let_in(server: Server, token: str) -> bool:
    """Whether a token still opens the door."""
    answer = await server.client.post(
        "/graphql", json={"query": "{ viewer { kind } }"}, headers={"Authorization": f"Bearer {token}"}
    )
    assert answer.status_code in (200, 401), answer.text
    return answer.status_code == 200
