"""Invoices that are older than the record of who was asked, and have nobody, are asked for after the upgrade."""

from pathlib import Path

import pytest

from adapters.database.client import execute
from latchkey.migrate import migrate
from models.invoices.approvers import ask_where_nobody_was
from models.invoices.rows import Invoice
from models.log.events import Event, EventKind
from models.log.unit_of_work import shielded
from models.messages.deliveries import Delivery
from tests.support.invoicing import opened

ASKS = "invoice_awaiting_approval"


@pytest.mark.migrated_to("0010_reminders")
async def test_an_upgrade_asks_about_invoices_left_without_a_clock(older_database: str, tmp_path: Path) -> None:
    async with opened(older_database, tmp_path):
        for statement in OLD:
            await execute(statement)
        await migrate(older_database)
    async with opened(older_database, tmp_path):
        assert await shielded(ask_where_nobody_was)
        assert await shielded(ask_where_nobody_was)
        invoices = {invoice.number: invoice for invoice in await Invoice.all()}
        assert {number: len(invoice.asked or []) for number, invoice in invoices.items()} == {1: 1, 2: 1, 3: 0, 4: 0}
        # 1 is as it was, 2 had no clock, 3 is of a customer with nobody, 4 is decided on.
        assert invoices[1].auto_approves_at is not None
        assert (invoices[1].auto_approves_at.year, invoices[1].version) == (2026, 1)
        assert invoices[2].auto_approves_at is not None
        assert (invoices[3].auto_approves_at, invoices[3].needs_approver_since is None) == (None, False)
        sent = [(mail.data["asks"], mail.recipient) for mail in await Delivery.filter(template=ASKS)]
        assert sent == [(str(invoices[2].id), "old@people.test")]
        assert await Event.filter(kind=EventKind.INVOICE_NEEDS_APPROVER).count() == 1


_ID = "0190a6e0-0000-7000-8000-00000000000"
_DAY = "'2026-01-01 00:00:00+00:00'"
_CUSTOMER = f"""INSERT INTO customers (id, version, name, name_key, code, currency, created_at, approval_mode,
  approval_channel) VALUES ('{_ID}%d', 1, 'Old', 'old', 'OLD%d', 'EUR', {_DAY}, 'REVIEW_THEN_AUTO_APPROVE', 'EMAIL')"""
_INVOICE = f"""INSERT INTO invoices (id, version, number, customer_id, currency, payment_status, approval_status,
  approval_mode, due_on, subtotal_minor, tax_minor, total_minor, paid_minor, open_holds, created_at, issued_at,
  auto_approves_at) VALUES ('{_ID}%d', 1, %d, '{_ID}%d', 'EUR', '%s', '%s', 'REVIEW_THEN_AUTO_APPROVE', '2026-01-31',
  100, 0, 100, 0, 0, {_DAY}, {_DAY}, %s)"""
OLD = (
    _CUSTOMER % (1, 1),
    _CUSTOMER % (2, 2),
    f"""INSERT INTO contacts (id, version, name, name_key, display_name, email, email_key, country, time_zone, locale,
      created_at) VALUES ('{_ID}3', 1, 'Old', 'old', 'Old', 'old@people.test', 'old@people.test', 'GB', 'UTC', 'en',
      {_DAY})""",
    f"""INSERT INTO accounts (id, contact_id, username, username_key, activated_at, failures, created_at) VALUES
      ('{_ID}4', '{_ID}3', 'old', 'old', {_DAY}, 0, {_DAY})""",
    f"""INSERT INTO memberships (id, customer_id, contact_id, role, rights, created_at) VALUES
      ('{_ID}5', '{_ID}1', '{_ID}3', 'ADMIN', 15, {_DAY})""",
    _INVOICE % (6, 1, 1, "OUTSTANDING", "PENDING", "'2026-01-03 00:00:00+00:00'"),
    _INVOICE % (7, 2, 1, "PAID", "PENDING", "NULL"),
    _INVOICE % (8, 3, 2, "OUTSTANDING", "PENDING", "'2026-01-03 00:00:00+00:00'"),
    _INVOICE % (9, 4, 1, "PAID", "APPROVED", "NULL"),
)
