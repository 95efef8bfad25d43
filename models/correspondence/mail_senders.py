"""The writer of a mail that came in: the person whom its address was given to, or a colleague of theirs who may.

Whether a sender's address is believed:

| the sender                                                  | is believed                                        |
|-------------------------------------------------------------|----------------------------------------------------|
| the person's own address, with a tag (`name+tag@`) or not   | yes                                                |
| that of a contact of the same customer                      | yes, on what is for everybody                      |
| that of any other contact                                   | where the receiving server says that DMARC passes  |
| that of a member of staff                                   | the same, or where the address was given to staff  |
| any other                                                   | no                                                 |
"""

from adapters.mail.addresses import address_key
from adapters.mail.parsing import Heading
from adapters.text.sentences import Sentence
from models.access.sessions import viewer_of_person
from models.core.errors import Refusal
from models.core.viewer import Viewer
from models.log.events import Visibility
from models.messages.inbound_mails import InboundMailOutcome
from models.messages.reply_addresses import Correspondent
from models.orders.orders import Order
from models.people.contacts import Contact
from models.people.memberships import Membership
from models.people.staff import StaffMember
from models.policy import find


class NotTaken(Exception):
    """The mail does not become what it was written for; `reason` says why, for people to read."""

    def __init__(self, outcome: InboundMailOutcome, reason: Sentence) -> None:
        super().__init__(str(reason))
        self.outcome = outcome
        self.reason = reason


async def expect_writer(heading: Heading, to: Correspondent) -> Viewer:
    """The current viewer of the writer; raises NotTaken if that is nobody we know, or not surely so."""
    _expect_genuine(heading)
    if not is_from_reader(heading.sender, to):
        return await _colleague(heading, to)
    viewer = await viewer_of_person(to.contact_id, to.staff_id) if to.person is not None else None
    if viewer is None:
        why = Sentence("The writer has no access to the portal any more.")
        raise NotTaken(InboundMailOutcome.NOT_ALLOWED, why)
    return viewer


async def expect_sender(heading: Heading, to: Correspondent) -> None:
    """Raise NotTaken if a mail that staff are to read is from nobody we know, or not surely so."""
    _expect_genuine(heading)
    if not is_from_reader(heading.sender, to) and await known_person(heading.sender) is None:
        raise _wrong_sender()


def _expect_genuine(heading: Heading) -> None:
    if heading.dmarc == "fail":
        why = Sentence("The receiving server says that it failed DMARC: it may be forged.")
        raise NotTaken(InboundMailOutcome.FAILED_AUTHENTICATION, why)


def _wrong_sender() -> NotTaken:
    why = Sentence("It is not from the person to whom the address was given, nor from a colleague who may write here.")
    return NotTaken(InboundMailOutcome.WRONG_SENDER, why)


def is_from_reader(sender: str, to: Correspondent) -> bool:
    """Whether a mail is from the person whom the address was given to."""
    if to.person is None:
        return to.delivery is not None and is_same(sender, to.delivery.recipient)
    addresses = {to.person.email, to.person.notices_to if isinstance(to.person, Contact) else None}
    return any(is_same(sender, address) for address in addresses if address is not None)


def is_same(one: str, other: str) -> bool:
    """Whether mail to both reaches the same person: case, a tag and the spelling of the domain make no difference."""
    return _untagged(address_key(one)) == _untagged(address_key(other))


def _untagged(key: str) -> str:
    local, at, domain = key.rpartition("@")
    return f"{local.partition('+')[0] or local}{at}{domain}"


async def known_person(sender: str) -> Contact | StaffMember | None:
    """The active member of staff or contact who has this address; of several contacts, one of them."""
    if not sender:
        return None
    key = address_key(sender)
    member = await StaffMember.get_or_none(email_key=key, is_active=True)
    return member or await Contact.filter(email_key=key, archived_at=None).order_by("id").first()


async def _colleague(heading: Heading, to: Correspondent) -> Viewer:
    """Another person who may write on the order; raises NotTaken if nobody surely wrote this."""
    key, viewer = address_key(heading.sender), None
    member = await StaffMember.get_or_none(email_key=key, is_active=True)
    people = await Contact.filter(email_key=key, archived_at=None).limit(2)
    if member is not None:
        if heading.dmarc == "pass" or to.staff_id is not None:
            viewer = await viewer_of_person(None, member.id)
    # What was for staff alone is nothing to answer for anybody else, whoever passed it on to them.
    elif len(people) == 1 and to.visibility is Visibility.EVERYONE and await _is_believed(people[0], heading, to):
        viewer = await viewer_of_person(people[0].id, None)
    if viewer is None or not await _may_write(viewer, to):
        raise _wrong_sender()
    return viewer


async def _is_believed(contact: Contact, heading: Heading, to: Correspondent) -> bool:
    if heading.dmarc == "pass":
        return True
    of_reader = await Membership.filter(contact_id=to.contact_id).values_list("customer_id", flat=True)
    return await Membership.filter(contact_id=contact.id, customer_id__in=of_reader).exists()


async def _may_write(viewer: Viewer, to: Correspondent) -> bool:
    try:
        return to.order_id is not None and bool(await find(Order, to.order_id, viewer, to="note"))
    except Refusal:
        return False
