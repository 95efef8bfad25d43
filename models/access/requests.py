"""Access requests: a customer's administrator asks for a colleague's account, or to end a leaver's access."""

from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from tortoise import fields
from tortoise.expressions import Q

from adapters import clock
from adapters.mail.addresses import address_key
from adapters.text.sentences import Sentence
from models.access.accounts import Account
from models.access.memberships import remove_membership, set_membership
from models.access.portal_access import invite, revoke
from models.core import text
from models.core import validators as checked
from models.core.calendar import today
from models.core.entity import UtcDatetimeField, VersionedEntity
from models.core.errors import Faults, Refusal, RefusalCode
from models.core.scope import Scope, among
from models.core.viewer import MembershipRole, Permission, Right, Viewer
from models.log.events import EventKind, NewEvent
from models.log.unit_of_work import UnitOfWork, unit_of_work
from models.messages.audience import recipients, staff_with
from models.messages.deliveries import Addressee, queue_email
from models.messages.notifications import NotificationKind
from models.messages.notify import Subject, notify
from models.people.contacts import Contact, add_contact
from models.people.customers import Customer, lock_customer
from models.people.memberships import Membership
from models.places.sites import Party


class AccessRequestKind(StrEnum):
    """The kinds of access requests."""

    NEW_ACCOUNT = "NEW_ACCOUNT"
    DEACTIVATION = "DEACTIVATION"


class AccessRequestStatus(StrEnum):
    """The status of an access request."""

    OPEN = "OPEN"
    GRANTED = "GRANTED"
    REFUSED = "REFUSED"


IS_OPEN: Final[Scope] = among("status", [AccessRequestStatus.OPEN])
"""Requests that are neither granted nor refused yet."""

_TITLES: Final = {
    AccessRequestKind.NEW_ACCOUNT: Sentence("{person} of {customer} asks for an account: {about}"),
    AccessRequestKind.DEACTIVATION: Sentence("{person} of {customer} reports a leaver: {about}"),
}


class AccessRequest(VersionedEntity):
    """One request, which staff grant or refuse once."""

    kind = fields.CharEnumField(AccessRequestKind, max_length=12)
    status = fields.CharEnumField(AccessRequestStatus, max_length=7, default=AccessRequestStatus.OPEN)
    customer: fields.ForeignKeyRelation[Customer] = fields.ForeignKeyField(
        "models.Customer", related_name="access_requests", on_delete=fields.RESTRICT
    )
    contact: fields.ForeignKeyNullableRelation[Contact] = fields.ForeignKeyField(
        "models.Contact", related_name="access_requests", null=True, on_delete=fields.RESTRICT
    )
    name = fields.CharField(max_length=200, null=True)
    email = fields.CharField(max_length=254, null=True)
    role = fields.CharEnumField(MembershipRole, max_length=6, null=True)
    rights: int | None = fields.SmallIntField(null=True)
    reason: str | None = fields.TextField(null=True)
    requested_at = UtcDatetimeField()
    requested_by: dict[str, Any] = fields.JSONField()
    resolved_at = UtcDatetimeField(null=True)
    resolved_by: dict[str, Any] | None = fields.JSONField(null=True)
    comment: str | None = fields.TextField(null=True)
    customer_id: UUID
    contact_id: UUID | None

    class Meta:
        table = "access_requests"
        indexes = (("updated_at", "id"),)


async def request_access(
    customer: Customer,
    kind: AccessRequestKind,
    *,
    name: str | None,
    email: str | None,
    contact: Contact | None,
    reason: str | None,
    role: MembershipRole | None = None,
    rights: Right | None = None,
    by: Viewer,
) -> AccessRequest:
    """Ask for an account for `name` at `email`, or to end the access of `contact`, who must be a member.

    Asking again for the same person, known by the address, returns the request that is open, with what is new in it.
    """
    async with unit_of_work() as unit:
        faults, written = Faults(), dict[str, Any]()
        with faults.noted():
            written = checked_request(kind, name, email, reason)
        with faults.noted():
            contact = await _leaver(customer, contact, role, rights) if kind is AccessRequestKind.DEACTIVATION else None
        faults.expect_none()
        name, email = (contact.name, contact.email) if contact else (written["name"], written["email"])
        wanted = {"role": role, "rights": None if rights is None else int(rights), "reason": written["reason"]}
        (await lock_customer(customer.id)).expect_present("customerId")
        request = await _open_request(customer, kind, contact, email)
        if request is not None:
            await _add_to(unit, request, {key: value for key, value in wanted.items() if value is not None}, by)
            return request
        request = await AccessRequest.create(
            kind=kind,
            customer_id=customer.id,
            contact_id=contact.id if contact else None,
            name=name,
            email=email,
            requested_at=clock.now(),
            requested_by=by.as_actor(),
            **wanted,
        )
        await _notify_staff(unit, request, _record(unit, request, by), customer, by)
        return request


def checked_request(kind: AccessRequestKind, name: str | None, email: str | None, reason: str | None) -> dict[str, Any]:
    """The words of a request as columns; name and address are those of a new colleague. Refuses with all faults."""
    faults, columns = Faults(), dict[str, Any]()
    if kind is AccessRequestKind.NEW_ACCOUNT:
        with faults.noted():
            columns["name"] = text.line(name or "", "name")
        with faults.noted():
            columns["email"] = checked.email(email or "")
    with faults.noted():
        columns["reason"] = text.optional_body(reason, "reason", 2000)
    faults.expect_none()
    return columns


async def _open_request(
    customer: Customer, kind: AccessRequestKind, contact: Contact | None, email: str | None
) -> AccessRequest | None:
    """The request that is open for the same person; hold `lock_customer` meanwhile."""
    for request in await AccessRequest.filter(customer_id=customer.id, kind=kind, status=AccessRequestStatus.OPEN):
        same_address = email is not None and address_key(request.email or "") == address_key(email)
        if request.contact_id == contact.id if contact else same_address:
            return request
    return None


async def _add_to(unit: UnitOfWork, request: AccessRequest, wanted: dict[str, Any], by: Viewer) -> None:
    changes = {key: value for key, value in wanted.items() if getattr(request, key) != value}
    if changes:
        await request.advance(**changes)
        _record(unit, request, by)


def _record(unit: UnitOfWork, request: AccessRequest, by: Viewer) -> NewEvent:
    return unit.record(
        EventKind.ACCESS_REQUESTED,
        by,
        customer_id=request.customer_id,
        access_request_id=str(request.id),
    )


async def _notify_staff(
    unit: UnitOfWork, request: AccessRequest, event: NewEvent, customer: Customer, by: Viewer
) -> None:
    await notify(
        unit,
        event,
        NotificationKind.ACCESS_REQUESTED,
        await recipients(NotificationKind.ACCESS_REQUESTED, staff_with(Permission.MANAGE_PORTAL_ACCESS)),
        Subject("AccessRequest", request.id, "/access-requests"),
        title=_TITLES[request.kind].about(person=by.name, customer=customer.name, about=request.name),
        body=request.reason or "",
        template="access_requested",
        data={
            "actor_name": by.name,
            "customer_name": customer.name,
            "kind": request.kind.value,
            "is_for_admin": request.role is MembershipRole.ADMIN,
            "person_name": request.name,
            "person_email": request.email,
            "reason": request.reason,
        },
        by=by,
    )


async def resolve_request(request: AccessRequest, grant: bool, comment: str | None, *, by: Viewer) -> None:
    """Grant it, which makes the contact, the membership and the invitation or ends the access, or refuse it.

    The asker is notified. Refuses with REQUIRED a refusal without a reason, WRONG_STATE a request that is resolved.
    """
    async with unit_of_work() as unit:
        if not IS_OPEN.matches(vars(request)):
            raise Refusal(RefusalCode.WRONG_STATE, "This request is “{status}” already.", status=request.status)
        comment = text.optional_body(comment, "comment", 2000)
        if not grant and comment is None:
            raise Refusal(RefusalCode.REQUIRED, "Say why it is refused.", "comment")
        changes: dict[str, Any] = {
            "status": AccessRequestStatus.GRANTED if grant else AccessRequestStatus.REFUSED,
            "resolved_at": clock.now(),
            "resolved_by": by.as_actor(),
            "comment": comment,
        }
        if grant and request.kind is AccessRequestKind.NEW_ACCOUNT:
            changes["contact_id"] = (await _let_in(request, by)).id
        elif grant:
            await _end_access(request, by)
        await request.advance(**changes)
        unit.record(
            EventKind.ACCESS_REQUEST_RESOLVED,
            by,
            customer_id=request.customer_id,
            access_request_id=str(request.id),
        )
        await _notify_asker(unit, request)


async def _let_in(request: AccessRequest, by: Viewer) -> Contact:
    """The person, who may be known by this address already, now a member of the customer and invited."""
    customer = await request.customer
    email = checked.email(request.email or "")
    known = await Contact.filter(email_key=address_key(email), archived_at=None).limit(2)
    contact = known[0] if len(known) == 1 else await add_contact(request.name or "", email=email, by=by)
    present = await Membership.get_or_none(customer_id=customer.id, contact_id=contact.id)
    asked: MembershipRole | None = request.role
    if present is None or asked is not None or request.rights is not None:
        usual = MembershipRole.MEMBER if present is None else present.role
        role = usual if asked is None else asked
        await set_membership(customer, contact, role, None if request.rights is None else Right(request.rights), by=by)
    account = await Account.get_or_none(contact_id=contact.id)
    if account is None or account.activated_at is None:
        await invite(contact, by=by)
    return contact


async def _end_access(request: AccessRequest, by: Viewer) -> None:
    """End the leaver's membership; one who belongs nowhere else loses access altogether."""
    contact = await Contact.get(id=request.contact_id)
    membership = await Membership.get_or_none(customer_id=request.customer_id, contact_id=contact.id)
    if membership is not None:
        await remove_membership(membership, request.reason, by=by)
    elsewhere = (
        await Membership.filter(contact_id=contact.id).exists()
        or await Party.filter(Q(ends_on=None) | Q(ends_on__gte=today()), contact_id=contact.id).exists()
    )
    account = await Account.get_or_none(contact_id=contact.id)
    if not elsewhere and account is not None and account.username is not None:
        await revoke(contact, request.reason, by=by)


async def _notify_asker(unit: UnitOfWork, request: AccessRequest) -> None:
    asker = await Contact.get_or_none(id=request.requested_by["id"])
    if asker is None or asker.notices_to is None or asker.archived_at is not None:
        return
    queue_email(
        unit,
        "access_request_resolved",
        Addressee.of(asker, asker.notices_to),
        kind=request.kind.value,
        person_name=request.name,
        customer_name=(await request.customer).name,
        granted=request.status is AccessRequestStatus.GRANTED,
        comment=request.comment,
    )


async def _leaver(
    customer: Customer, contact: Contact | None, role: MembershipRole | None, rights: Right | None
) -> Contact:
    if contact is None:
        raise Refusal(RefusalCode.REQUIRED, "Say who leaves.", "contactId")
    if role is not None or rights is not None:
        raise Refusal(RefusalCode.INVALID, "Who leaves has no role.", "role" if role is not None else "rights")
    if not await Membership.filter(customer_id=customer.id, contact_id=contact.id).exists():
        raise Refusal(RefusalCode.NOT_FOUND, "This person is not a member of this customer.", "contactId")
    return contact
