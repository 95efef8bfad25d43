"""Erasing a person for good, in one transaction: a kill in the middle leaves everything as it was.

Their account, settings and messages are deleted. Everywhere else they become a pseudonym: in the log, in every column
that says who did something, and wherever a text names them. docs/privacy.md says what stays, and why.
"""

from collections.abc import AsyncIterator, Collection
from typing import Any, Final

from tortoise import Tortoise, fields
from tortoise.expressions import F, Q
from tortoise.fields.data import CharEnumFieldInstance
from tortoise.models import Model

from adapters import clock
from adapters.database.client import execute, is_sqlite
from adapters.mail.addresses import address_key
from models.access.accounts import Account
from models.access.links import Link
from models.access.memberships import remove_membership
from models.access.mobile_codes import MobileCode
from models.access.portal_access import archive, expect_not_last_admin
from models.access.requests import AccessRequest, AccessRequestStatus
from models.access.sessions import Session
from models.core import text
from models.core.channels import Channel
from models.core.entity import VersionedEntity
from models.core.references import PartnerReference
from models.core.rows import Row, select
from models.core.scope import Compared, Scope, all_of, one_of
from models.core.search import document
from models.core.viewer import SYSTEM, Viewer
from models.erasable import expect_erasable
from models.files.removals import remove_from_storage
from models.files.uploads import Upload
from models.log.events import EventKind
from models.log.idempotency import IdempotencyKey
from models.log.redaction import ActedBy, in_batches, redact_person, value_left
from models.log.traces import Traces, TracesLeft
from models.log.unit_of_work import UnitOfWork, unit_of_work
from models.market.leaving import leave_market
from models.messages.deliveries import Delivery
from models.messages.digests import Digest, DigestEntry
from models.messages.inbound_mails import InboundMail
from models.messages.notifications import Notification, NotificationKind
from models.messages.opt_outs import SmsOptOut
from models.messages.preferences import NotificationPreference
from models.messages.sms_messages import SmsMessage
from models.partners.exports import BulkExport, remove_exports
from models.people.contacts import Contact
from models.people.memberships import Membership
from models.places.sites import Party, remove_party

BATCH: Final = 500
"""Rows of a table in memory at a time."""
OTHERS: Final = frozenset({"accounts", "contacts", "links", "sessions", "staff_members", "staff_roles"})
"""Tables of people, whose other rows are other people."""
KEPT: Final = frozenset({"assets", "events", "invoice_lines", "payments", "sites"})
"""Tables that keep what they say: what is owned, where, and what was charged and paid. The log is redacted instead."""
KEPT_COLUMNS: Final = {
    "customers": {"name", "name_key", "code", "billing_address", "external_reference", "search_words"},
    "deliveries": {"recipient"},
    "invoices": {"external_reference"},
    "orders": {"external_reference"},
    "partner_references": {"reference"},
    "tenancies": {"external_reference"},
}
"""Columns that keep what they say: whom invoices are addressed to, the addresses of other people, and ids."""
OWN_COLUMNS: Final = (
    "email",
    "email_key",
    "notification_email",
    "mobile",
    "mobile_verified_at",
    "country",
    "external_reference",
)
"""Columns of a contact that are empty once the person is erased."""


async def erase_contact(contact: Contact, reason: str | None, *, by: Viewer) -> None:
    """Erase a person; their access, memberships and roles end, and so do their streams.

    Once more, it takes what a request of theirs that was on its way has left. Refuses with LAST_ADMIN a customer's only
    administrator, and as `expect_erasable` does.
    """
    async with unit_of_work() as unit:
        reason = text.optional_body(reason, "reason", text.MAX_REASON_LENGTH)
        await expect_not_last_admin(contact, by=SYSTEM)
        await expect_erasable(contact)
        traces, addresses, numbers = await _traces_of(contact)
        if contact.archived_at is None:
            await archive(contact, None, by=by)
        for membership in await Membership.filter(contact_id=contact.id):
            await remove_membership(membership, by=by)
        await leave_market(contact, by=by)
        for party in await Party.filter(contact_id=contact.id):
            await remove_party(party, by=by)
        await unit.write_rows()
        await _delete_own(unit, contact, addresses, numbers)
        await _forget_messages(unit, contact, traces, addresses, numbers, by)
        async for rows in redact_person(traces):
            await _forget_mails_about(unit, rows)
        await _delete_news(traces)
        await _rename_everywhere(traces)
        name = traces.pseudonym
        nothing = dict.fromkeys(OWN_COLUMNS)
        names = {"name": name, "name_key": text.key(name), "display_name": name}
        erased_at = contact.erased_at or clock.now()
        await contact.advance(**names, **nothing, time_zone="UTC", locale="en", erased_at=erased_at)
        for event in unit.events:
            event.data = {key: value_left(traces, value) for key, value in event.data.items()}
        reason = traces.removed_from(reason)
        unit.record(EventKind.CONTACT_ERASED, by, contact_id=contact.id, change="erased", detail=reason)


async def _traces_of(contact: Contact) -> tuple[Traces, set[str], set[str]]:
    """The traces of a person, with the addresses and numbers that are and were theirs alone."""
    account = await Account.get_or_none(contact_id=contact.id)
    addresses: set[str | None] = {contact.email, contact.notification_email}
    numbers: set[str | None] = {contact.mobile}
    if account is not None:
        addresses |= {account.agreeing_email}
        addresses |= {row["email"] for row in await Link.filter(account_id=account.id).distinct().values("email")}
    sent = Delivery.filter(contact_id=contact.id).distinct()
    addresses |= {row["recipient"] for row in await sent.filter(channel=Channel.EMAIL).values("recipient")}
    numbers |= {row["recipient"] for row in await sent.filter(channel=Channel.SMS).values("recipient")}
    codes = MobileCode.filter(contact_id=contact.id).distinct()
    numbers |= {row["mobile"] for row in await codes.values("mobile")}
    own_addresses = {each for each in addresses if each and not await _is_somebody_elses(contact, each)}
    own_numbers = {each for each in numbers if each and not await Contact.filter(mobile=each).exclude(id=contact.id)}
    names = {contact.name, contact.display_name}
    async for rows in in_batches(ActedBy(contact.id), "actor"):
        names |= {row["actor"]["name"] for row in rows}
    pseudonym = f"Erased person {contact.id.hex[-4:]}"
    return Traces(contact.id, frozenset(names | own_addresses | own_numbers), pseudonym), own_addresses, own_numbers


async def _is_somebody_elses(contact: Contact, address: str) -> bool:
    same = Q(email_key=address_key(address)) | Q(notification_email=address)
    return await Contact.filter(same).exclude(id=contact.id).exists()


async def _delete_own(unit: UnitOfWork, contact: Contact, addresses: set[str], numbers: set[str]) -> None:
    """Delete what is theirs alone: account, sessions, links, settings, messages, and files that nothing refers to."""
    await DigestEntry.filter(digest__contact_id=contact.id).delete()
    for model in (Delivery, Notification, NotificationPreference, MobileCode, Digest):
        await model.filter(contact_id=contact.id).delete()
    await Delivery.filter(contact_id=None, recipient__in=[*addresses, *numbers]).delete()
    await IdempotencyKey.filter(viewer=str(contact.id)).delete()
    await PartnerReference.filter(row_id=contact.id).delete()
    await SmsOptOut.filter(number__in=list(numbers)).delete()
    for account in await Account.filter(contact_id=contact.id):
        await Link.filter(account_id=account.id).delete()
        await Session.filter(account_id=account.id).delete()
        await account.delete()
    unused = await Upload.filter(contact_id=contact.id, attached_at=None)
    await remove_from_storage(unit, *(f"{upload.folder}/" for upload in unused))
    await Upload.filter(id__in=[upload.id for upload in unused]).delete()
    await remove_exports(unit, await BulkExport.filter(contact_id=contact.id))


async def _forget_messages(
    unit: UnitOfWork, contact: Contact, traces: Traces, addresses: set[str], numbers: set[str], by: Viewer
) -> None:
    """Empty the records of mails and texts that came from them, and of requests for their access."""
    by_address = [Q(sender__iexact=address) for address in addresses]
    mails = InboundMail.filter(Q(Q(contact_id=contact.id), *by_address, join_type="OR"))
    await _forget_wholes(unit, await mails.filter(whole_size__not_isnull=True).values_list("id", flat=True))
    await mails.update(sender=traces.pseudonym, subject="", text=None, reason=None, reason_facts=None, message_id="")
    texts = SmsMessage.filter(Q(contact_id=contact.id) | Q(sender__in=list(numbers)))
    await texts.update(sender=traces.pseudonym, body="")
    by_email = [Q(email__iexact=address) for address in addresses]
    requests = AccessRequest.filter(Q(Q(contact_id=contact.id), *by_email, join_type="OR"))
    refused = {"status": AccessRequestStatus.REFUSED, "resolved_at": clock.now(), "resolved_by": by.as_actor()}
    await requests.filter(status=AccessRequestStatus.OPEN).update(**refused)
    await requests.update(name=traces.pseudonym, email=None, reason=None, **_as_a_change(AccessRequest))


async def _delete_news(traces: Traces) -> None:
    """Delete what told staff of their mails and texts, and repeats their words."""
    kinds = [NotificationKind.MAIL_RECEIVED.value, NotificationKind.SMS_RECEIVED.value]
    templates = one_of("template", [kind.lower() for kind in kinds])
    told: tuple[tuple[type[Model], Scope], ...] = (
        (Notification, all_of(one_of("kind", kinds), traces.left_in("title", "body"))),
        (Delivery, all_of(templates, traces.left_in("data"))),
        (DigestEntry, all_of(templates, traces.left_in("data"))),
    )
    for model, where in told:
        while rows := await select(model, ("id",), where, limit=BATCH):
            await model.filter(id__in=[row["id"] for row in rows]).delete()


async def _forget_mails_about(unit: UnitOfWork, rows: list[Row]) -> None:
    """Stop keeping the mails about orders and invoices in which they took part as they came: they may quote them."""
    orders = {row["order_id"] for row in rows} - {None}
    invoices = {row["invoice_id"] for row in rows} - {None}
    about = InboundMail.filter(Q(order_id__in=list(orders)) | Q(invoice_id__in=list(invoices)))
    await _forget_wholes(unit, await about.filter(whole_size__not_isnull=True).values_list("id", flat=True))


async def _forget_wholes(unit: UnitOfWork, mails: Collection[Any]) -> None:
    await InboundMail.filter(id__in=list(mails)).update(whole_size=None)
    await remove_from_storage(unit, *(f"mails/{mail}/" for mail in mails))


async def _rename_everywhere(traces: Traces) -> None:
    """Put the pseudonym into every row of every table that names them, but for those that keep what they say."""
    assert Tortoise.apps is not None
    for model in Tortoise.apps["models"].values():
        columns = _columns_of_words(model)
        if columns:
            await _rename_in(model, columns, traces)


def _columns_of_words(model: type[Model]) -> list[str]:
    table = model._meta.db_table
    if table in OTHERS | KEPT:
        return []
    texts = (fields.CharField, fields.TextField, fields.JSONField)
    return [
        name
        for name, field in model._meta.fields_map.items()
        if isinstance(field, texts)
        and not isinstance(field, CharEnumFieldInstance)
        and not field.unique
        and name not in KEPT_COLUMNS.get(table, ())
    ]


async def _rename_in(model: type[Model], columns: list[str], traces: Traces) -> None:
    table, found_by = model._meta.db_table, getattr(model, "FOUND_BY", ())
    is_found_anew = False
    async for row in _with_traces(model, {*columns, *found_by}, traces.left_in(*columns)):
        changes: dict[str, Any] = {}
        for name in columns:
            left = traces.removed_from(row[name])
            if left != row[name]:
                longest = getattr(model._meta.fields_map[name], "max_length", None)
                changes[name] = left[:longest] if longest else left
        if not changes.keys().isdisjoint(found_by):
            changes["search_words"] = document(*((row | changes)[name] for name in found_by))
            is_found_anew = True
        if changes:
            await model.filter(pk=row["id"]).update(**changes, **_as_a_change(model))
    if is_found_anew and is_sqlite():
        # The index keeps deleted words until it is merged.
        await execute(f"INSERT INTO {table}_search ({table}_search) VALUES ('optimize')")


def _as_a_change(model: type[Model]) -> dict[str, Any]:
    """The columns by which copies of a row notice its change, and clients that have seen its old words are refused."""
    if not issubclass(model, VersionedEntity):
        return {}
    return {"version": F("version") + 1, "updated_at": clock.now()}


async def _with_traces(model: type[Model], columns: Collection[str], left: TracesLeft) -> AsyncIterator[Row]:
    where: Scope = left
    while rows := await select(model, {"id", *columns}, where, order=f"{model._meta.db_table}.id", limit=BATCH):
        for row in rows:
            yield row
        where = all_of(Compared("id", ">", rows[-1]["id"]), left)
