"""The data of each mail: one lifelike sample a mail, and the variants that read otherwise."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from tests.support.mail.market_samples import MARKET, MARKET_VARIANTS

MOMENT = datetime(2026, 3, 14, 13, 30, tzinfo=UTC)
URL = "https://portal.brightwell.example/activate?token=Zm9vYmFyYmF6cXV4MTIzNDU2Nzg5MA-_aBcDeFgHiJkL"

PEOPLE: dict[str, Any] = {
    "operator_name": "Brightwell Repairs",
    "recipient_name": "Moira Hargreaves",
    "portal_url": "https://portal.brightwell.example",
    "url": URL,
    "support_email": "help@brightwell.example",
    "support_phone": "+44 20 7946 0000",
    "read_by": "STAFF",
}
ORDER: dict[str, Any] = {
    "order_number": "SR-000145",
    "order_summary": "Oven does not heat",
    "actor_name": "Tomasz Nowak",
    "read_by": "ORDER",
}
INVOICE: dict[str, Any] = {
    "invoice_number": "INV-000087",
    "total": {"amount": Decimal("1234.50"), "currency": "EUR"},
    "due_on": date(2026, 4, 1),
    "actor_name": "Moira Hargreaves",
    "comment": None,
    "auto_approves_at": MOMENT,
}
TENANCY: dict[str, Any] = {
    "property_name": "12 Quay Street",
    "starts_on": date(2025, 10, 1),
    "ends_on": None,
    "rent": {"amount": Decimal("1234.50"), "currency": "EUR"},
    "rent_period": "MONTHLY",
    "actor_name": "Tomasz Nowak",
}
ACCOUNT: dict[str, Any] = {"username": "moira.hargreaves"}
LINK: dict[str, Any] = {"expires_at": MOMENT}
COMMENT = "The heating element has come.\nWe build it in on Monday."
ESTIMATE = {"amount": "249.00", "currency": "EUR"}

SAMPLES: dict[str, dict[str, Any]] = {
    **MARKET,
    "access_request_resolved": {
        "granted": True,
        "kind": "NEW_ACCOUNT",
        "person_name": "Idris Bakare",
        "customer_name": "Hargreaves Bakery Ltd",
        "comment": None,
    },
    "access_requested": {
        "kind": "NEW_ACCOUNT",
        "actor_name": "Moira Hargreaves",
        "customer_name": "Hargreaves Bakery Ltd",
        "person_name": "Idris Bakare",
        "person_email": "idris@bakery.example",
        "is_for_admin": False,
        "reason": "He takes over the second shop.",
    },
    "account_locked": {**ACCOUNT, "locked_until": MOMENT},
    "approver_changed": {
        "customer_name": "Hargreaves Bakery Ltd",
        "new_approver": "Idris Bakare",
        "old_approver": "Moira Hargreaves",
    },
    "attachment_added": {**ORDER, "filename": "burnt element.jpg"},
    "digest": {
        "groups": [
            {
                "order_number": "SR-000145",
                "order_summary": "Oven does not heat",
                "invoice_number": None,
                "listing_reference": None,
                "url": URL,
                "entries": [
                    {"title": "SR-000145: In progress", "text": COMMENT, "occurred_at": MOMENT.isoformat()},
                    {"title": "SR-000145: Completed", "text": None, "occurred_at": MOMENT},
                ],
            },
            {
                "order_number": None,
                "order_summary": None,
                "invoice_number": "INV-000087",
                "url": URL,
                "entries": [{"title": "Invoice INV-000087 is approved", "text": None, "occurred_at": MOMENT}],
            },
        ]
    },
    "email_change_confirm": {**LINK, "new_email": "moira@hargreaves.example"},
    "email_change_requested": {"new_email": "moira@hargreaves.example"},
    "email_change_taken": {"new_email": "moira@hargreaves.example"},
    "email_changed_by_staff": {
        **ACCOUNT,
        "old_email": "moira@bakery.example",
        "new_email": "moira@hargreaves.example",
        "changed_at": MOMENT,
        "resets_from": MOMENT,
    },
    "email_changed": {
        **ACCOUNT,
        "old_email": "moira@bakery.example",
        "new_email": "moira@hargreaves.example",
        "changed_at": MOMENT,
    },
    "invitation": {**ACCOUNT, **LINK, "property_name": "12 Mill Lane", "role": "LANDLORD"},
    "invoice_approved": {**INVOICE, "approved_by": "APPROVER"},
    "invoice_awaiting_approval": {**INVOICE, "holds_by_reply": True},
    "invoice_credited": {
        **INVOICE,
        "comment": "The second visit was a warranty repair.",
        "credit": {"amount": "87.00", "currency": "EUR"},
        "credit_note_number": "CN-000012",
        "balance": {"amount": "13.00", "currency": "EUR"},
        "is_owed": False,
        "is_owed_back": True,
    },
    "invoice_declined": {**INVOICE, "comment": "The second visit was a warranty repair."},
    "invoice_held": {**INVOICE, "comment": "HOLD"},
    "invoice_issued": INVOICE,
    "invoice_needs_approver": {**INVOICE, "auto_approves_at": None, "customer_name": "Hargreaves Bakery Ltd"},
    "invoice_overdue": {
        "invoices": [
            {"number": "INV-000087", "balance": {"amount": "234.50", "currency": "EUR"}, "due_on": "2026-04-01"},
            {"number": "INV-000091", "balance": {"amount": "20.00", "currency": "EUR"}, "due_on": "2026-04-02"},
        ]
    },
    "api_key_ends": {"key_name": "Purchasing", "ends_at": "2026-04-08T09:00:00+00:00"},
    "webhook_paused": {"key_name": "Purchasing", "address": "https://buying.example.com/events"},
    "customer_changed": {
        "actor_name": "Moira Hargreaves",
        "customer_name": "Hargreaves Bakery Ltd",
        "change": "SITE_ADDED",
        "site_name": "Second shop",
    },
    "invoice_paid": {**INVOICE, "payment": {"amount": Decimal(1000), "currency": "EUR"}, "is_paid": False},
    "invoice_payment_reversed": {
        **INVOICE,
        "payment": {"amount": Decimal(1000), "currency": "EUR"},
        "is_paid": False,
        "comment": "The bank has returned it.",
    },
    "invoice_released": INVOICE,
    "invoice_review_reminder": {**INVOICE, "holds_by_reply": True},
    "mobile_lost": {"mobile": "+447911123456"},
    "notification_email_changed": {"new_email": "moira@hargreaves.example"},
    "notification_email_confirm": {**LINK, "new_email": "moira@hargreaves.example"},
    "note_added": {**ORDER, "note": COMMENT},
    "order_status_changed": {**ORDER, "status": "IN_PROGRESS", "comment": COMMENT},
    "password_changed": {**ACCOUNT, "changed_at": MOMENT},
    "password_reset_later": {**ACCOUNT, "resets_from": MOMENT},
    "password_reset": {**ACCOUNT, **LINK, "account_name": "Moira Hargreaves", "started_by": None},
    "recommendation_answered": {
        **ORDER,
        "title_text": "Replace the door seal",
        "answer": "APPROVE",
        "comment": "Yes, please.",
    },
    "recommendation_posted": {
        **ORDER,
        "title_text": "Replace the door seal",
        "detail": "It is worn and loses heat.",
        "estimate": ESTIMATE,
    },
    "recommendation_replied": {
        **ORDER,
        "title_text": "Replace the door seal",
        "comment": COMMENT,
        "estimate": ESTIMATE,
    },
    "mail_received": {
        "sender": "moira@bakery.example",
        "mail_subject": "Re: Invoice INV-000087",
        "text": COMMENT,
        "outcome": "WRONG_SENDER",
        "read_by": "WRITER",
    },
    "reply_received": {
        "outcome": "TOO_LATE",
        "invoice_number": "INV-000087",
        "standing": "DECLINED",
    },
    "reply_refused": {
        "outcome": "REFUSED",
        "detail": "Use at most 20,000 characters.",
        "reply_subject": "Re: SR-000145",
    },
    "sms_received": {"sender": "Moira Hargreaves (+447911123456)", "text": COMMENT},
    "staff_invitation": {**ACCOUNT, **LINK},
    "document_expires": {
        "property_name": "12 Quay Street",
        "document_title": "Gas safety record",
        "expires_on": date(2026, 9, 30),
        "has_expired": False,
    },
    "tenancy_changed": {
        **TENANCY,
        "state": "NOTICE_GIVEN",
        "ends_on": date(2026, 9, 30),
        "notice_by": "LANDLORD",
    },
    "visit_scheduled": {**ORDER, "scheduled_for": MOMENT},
}

ORDER_STATUSES = ("DRAFT", "SUBMITTED", "SCHEDULED", "AWAITING_PARTS", "READY_FOR_RETURN", "COMPLETED", "CANCELLED")
VARIANTS: list[tuple[str, dict[str, Any]]] = [
    *MARKET_VARIANTS,
    ("invitation", {"property_name": None, "role": None}),
    *(("invitation", {"role": role}) for role in ("TENANT", "VENDOR", "APPLICANT")),
    ("password_reset", {"started_by": "Ada Fenwick"}),
    ("tenancy_changed", {"notice_by": "TENANT"}),
    ("document_expires", {"has_expired": True}),
    *(("tenancy_changed", {"state": state, "ends_on": None}) for state in ("ACTIVE", "ENDED")),
    ("access_requested", {"is_for_admin": True}),
    ("account_locked", {"locked_until": None}),
    ("email_changed_by_staff", {"resets_from": None}),
    ("password_reset_later", {"resets_from": None}),
    ("sms_received", {"is_last": True}),
    *(("order_status_changed", {"status": status, "comment": None}) for status in ORDER_STATUSES),
    *(("note_added", {"read_by": reader}) for reader in (None, "CUSTOMER", "STAFF_ONLY")),
    *(("reply_refused", {"outcome": outcome}) for outcome in ("NOT_ALLOWED", "EMPTY")),
    *(
        ("reply_received", {"outcome": outcome, "reply_subject": "Re: Invoice INV-000087"})
        for outcome in ("HELD", "ALREADY_HELD", "WRONG_SENDER", "MESSAGE")
    ),
    ("reply_received", {"standing": "APPROVED"}),
    ("reply_received", {"outcome": "MESSAGE", "reply_subject": "Re: your portal", "invoice_number": None}),
    *(("mail_received", {"outcome": outcome}) for outcome in ("FAILED_AUTHENTICATION", "MESSAGE")),
    ("password_changed", {"support_email": None}),
    ("password_changed", {"support_phone": None, "read_by": None}),
    ("password_changed", {"support_email": None, "support_phone": None}),
    ("recommendation_posted", {"detail": None, "estimate": None}),
    ("recommendation_replied", {"estimate": None}),
    *(("customer_changed", {"change": change}) for change in ("SITE_CHANGED", "DETAILS")),
    ("recommendation_answered", {"answer": "DECLINE", "comment": None}),
    ("recommendation_answered", {"answer": "ASK_CLARIFICATION"}),
    ("invoice_issued", {"due_on": None}),
    ("invoice_awaiting_approval", {"auto_approves_at": None}),
    ("invoice_review_reminder", {"auto_approves_at": None}),
    (
        "invoice_overdue",
        {
            "invoices": [
                {"number": "INV-000087", "balance": {"amount": 5, "currency": "EUR"}, "due_on": date(2026, 4, 1)}
            ]
        },
    ),
    ("invoice_approved", {"approved_by": "OPERATOR", "comment": "As agreed by phone."}),
    ("invoice_approved", {"approved_by": "AUTOMATIC"}),
    ("invoice_held", {"comment": None}),
    ("invoice_released", {"auto_approves_at": None, "comment": "All is well."}),
    ("invoice_paid", {"is_paid": True}),
    ("invoice_payment_reversed", {"is_paid": True}),
    ("invoice_credited", {"is_owed": True, "is_owed_back": False}),
    ("invoice_credited", {"is_owed_back": False}),
    ("access_requested", {"kind": "DEACTIVATION", "person_email": None, "reason": None}),
    ("access_request_resolved", {"granted": True, "kind": "DEACTIVATION"}),
    ("access_request_resolved", {"granted": False, "comment": "He is not on your staff list."}),
    ("approver_changed", {"new_approver": None}),
    ("approver_changed", {"old_approver": None}),
]


def sample(name: str, **changes: Any) -> dict[str, Any]:
    """All that the mail called `name` needs, with `changes` to it."""
    return PEOPLE | SAMPLES[name] | changes
