from orjson import loads
from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.fields.data import JSON_DUMPS
from tortoise.indexes import Index
from tortoise.migrations import operations as ops
from uuid_utils.compat import uuid7

from models.access.links import LinkPurpose
from models.access.requests import AccessRequestKind, AccessRequestStatus
from models.core.channels import Channel
from models.core.entity import UtcDatetimeField
from models.core.viewer import MembershipRole, PartyRole
from models.invoices.rows import ApprovalStatus, ApprovedBy, HoldSource, LineKind, PaymentStatus
from models.log.events import EventKind, Visibility
from models.messages.deliveries import DeliveryStatus
from models.messages.notifications import NotificationKind
from models.orders.lifecycle import OrderKind, OrderPriority, OrderStatus
from models.orders.recommendations import RecommendationStatus
from models.people.customers import ApprovalMode
from models.places.sites import SiteKind


class Migration(migrations.Migration):
    initial = True

    operations = [
        ops.CreateModel(
            name="Contact",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ("version", fields.IntField(default=1)),
                ("name", fields.CharField(max_length=200)),
                ("name_key", fields.CharField(max_length=400)),
                ("display_name", fields.CharField(max_length=200)),
                ("email", fields.CharField(null=True, max_length=254)),
                ("email_key", fields.CharField(null=True, db_index=True, max_length=254)),
                ("mobile", fields.CharField(null=True, max_length=20)),
                ("country", fields.CharField(null=True, max_length=2)),
                ("time_zone", fields.CharField(max_length=64)),
                ("locale", fields.CharField(default="en", max_length=35)),
                ("archived_at", UtcDatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("created_at", UtcDatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "contacts",
                "app": "models",
                "pk_attr": "id",
                "table_description": "A person. `name` is for staff and colleagues, `display_name` for everybody.",
            },
            bases=["VersionedEntity"],
        ),
        ops.CreateModel(
            name="Counter",
            fields=[
                ("name", fields.CharField(primary_key=True, unique=True, db_index=True, max_length=20)),
                ("value", fields.BigIntField(default=0)),
            ],
            options={
                "table": "counters",
                "app": "models",
                "pk_attr": "name",
                "table_description": "A number that is given out without gaps: its row stays locked until the transaction that took one ends.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Customer",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ("version", fields.IntField(default=1)),
                ("name", fields.CharField(max_length=200)),
                ("name_key", fields.CharField(max_length=400)),
                ("code", fields.CharField(unique=True, max_length=20)),
                ("currency", fields.CharField(max_length=3)),
                ("created_at", UtcDatetimeField(auto_now=False, auto_now_add=False)),
                (
                    "approval_mode",
                    fields.CharEnumField(
                        default=ApprovalMode.REVIEW_AND_APPROVE,
                        description="REVIEW_AND_APPROVE: REVIEW_AND_APPROVE\nREVIEW_THEN_AUTO_APPROVE: REVIEW_THEN_AUTO_APPROVE\nOPERATOR_APPROVES: OPERATOR_APPROVES",
                        enum_type=ApprovalMode,
                        max_length=24,
                    ),
                ),
                (
                    "approval_channel",
                    fields.CharEnumField(
                        default=Channel.EMAIL, description="EMAIL: EMAIL\nSMS: SMS", enum_type=Channel, max_length=5
                    ),
                ),
                (
                    "approver",
                    fields.ForeignKeyField(
                        "models.Contact",
                        source_field="approver_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("approval_updated_at", UtcDatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("approval_updated_by", fields.JSONField(null=True, encoder=JSON_DUMPS, decoder=loads)),
            ],
            options={
                "table": "customers",
                "app": "models",
                "pk_attr": "id",
                "table_description": "A business or person that the operator works for.",
            },
            bases=["VersionedEntity"],
        ),
        ops.CreateModel(
            name="AccessRequest",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ("version", fields.IntField(default=1)),
                (
                    "kind",
                    fields.CharEnumField(
                        description="NEW_ACCOUNT: NEW_ACCOUNT\nDEACTIVATION: DEACTIVATION",
                        enum_type=AccessRequestKind,
                        max_length=12,
                    ),
                ),
                (
                    "status",
                    fields.CharEnumField(
                        default=AccessRequestStatus.OPEN,
                        description="OPEN: OPEN\nGRANTED: GRANTED\nREFUSED: REFUSED",
                        enum_type=AccessRequestStatus,
                        max_length=7,
                    ),
                ),
                (
                    "customer",
                    fields.ForeignKeyField(
                        "models.Customer",
                        source_field="customer_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="access_requests",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "contact",
                    fields.ForeignKeyField(
                        "models.Contact",
                        source_field="contact_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="access_requests",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("name", fields.CharField(null=True, max_length=200)),
                ("email", fields.CharField(null=True, max_length=254)),
                ("reason", fields.TextField(null=True, unique=False)),
                ("requested_at", UtcDatetimeField(auto_now=False, auto_now_add=False)),
                ("requested_by", fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                ("resolved_at", UtcDatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("resolved_by", fields.JSONField(null=True, encoder=JSON_DUMPS, decoder=loads)),
                ("comment", fields.TextField(null=True, unique=False)),
            ],
            options={
                "table": "access_requests",
                "app": "models",
                "pk_attr": "id",
                "table_description": "One request, which staff grant or refuse once.",
            },
            bases=["VersionedEntity"],
        ),
        ops.CreateModel(
            name="Delivery",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                (
                    "channel",
                    fields.CharEnumField(description="EMAIL: EMAIL\nSMS: SMS", enum_type=Channel, max_length=5),
                ),
                ("recipient", fields.CharField(max_length=254)),
                ("template", fields.CharField(max_length=60)),
                ("data", fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                ("locale", fields.CharField(max_length=35)),
                ("time_zone", fields.CharField(max_length=64)),
                ("contact_id", fields.UUIDField(null=True, db_index=True)),
                (
                    "status",
                    fields.CharEnumField(
                        default=DeliveryStatus.QUEUED,
                        description="QUEUED: QUEUED\nSENT: SENT\nFAILED: FAILED\nDEAD: DEAD",
                        enum_type=DeliveryStatus,
                        max_length=6,
                    ),
                ),
                ("attempts", fields.IntField(default=0)),
                ("last_error", fields.CharField(null=True, max_length=500)),
                ("queued_at", UtcDatetimeField(auto_now=False, auto_now_add=False)),
                ("due_at", UtcDatetimeField(null=True, db_index=True, auto_now=False, auto_now_add=False)),
                ("sent_at", UtcDatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "deliveries",
                "app": "models",
                "pk_attr": "id",
                "table_description": "One message to one address. `due_at` is when the worker tries next, None when nothing is left to do.",
            },
            bases=["Entity"],
        ),
        ops.CreateModel(
            name="Event",
            fields=[
                ("position", fields.BigIntField(primary_key=True, generated=False, unique=True, db_index=True)),
                (
                    "kind",
                    fields.CharEnumField(
                        description="ORDER_CREATED: ORDER_CREATED\nORDER_UPDATED: ORDER_UPDATED\nORDER_STATUS_CHANGED: ORDER_STATUS_CHANGED\nORDER_SCHEDULED: ORDER_SCHEDULED\nNOTE_ADDED: NOTE_ADDED\nATTACHMENT_ADDED: ATTACHMENT_ADDED\nWORK_RECORDED: WORK_RECORDED\nRECOMMENDATION_POSTED: RECOMMENDATION_POSTED\nRECOMMENDATION_ANSWERED: RECOMMENDATION_ANSWERED\nRECOMMENDATION_WITHDRAWN: RECOMMENDATION_WITHDRAWN\nINVOICE_ISSUED: INVOICE_ISSUED\nINVOICE_APPROVED: INVOICE_APPROVED\nINVOICE_DECLINED: INVOICE_DECLINED\nINVOICE_HELD: INVOICE_HELD\nINVOICE_RELEASED: INVOICE_RELEASED\nINVOICE_PAID: INVOICE_PAID\nINVOICE_VOIDED: INVOICE_VOIDED\nAPPROVAL_PREFERENCES_CHANGED: APPROVAL_PREFERENCES_CHANGED\nPORTAL_ACCESS_CHANGED: PORTAL_ACCESS_CHANGED\nCONTACT_CHANGED: CONTACT_CHANGED\nPARTY_CHANGED: PARTY_CHANGED\nNOTIFICATION_CREATED: NOTIFICATION_CREATED\nCHECKPOINT: CHECKPOINT\nSTANDING_CHANGED: STANDING_CHANGED\nACCESS_REQUESTED: ACCESS_REQUESTED\nACCESS_REQUEST_RESOLVED: ACCESS_REQUEST_RESOLVED",
                        enum_type=EventKind,
                        max_length=32,
                    ),
                ),
                ("occurred_at", UtcDatetimeField(auto_now=False, auto_now_add=False)),
                ("actor", fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                (
                    "visibility",
                    fields.CharEnumField(
                        default=Visibility.EVERYONE,
                        description="EVERYONE: EVERYONE\nSTAFF_ONLY: STAFF_ONLY",
                        enum_type=Visibility,
                        max_length=10,
                    ),
                ),
                ("customer_id", fields.UUIDField(null=True)),
                ("site_id", fields.UUIDField(null=True)),
                ("order_id", fields.UUIDField(null=True)),
                ("invoice_id", fields.UUIDField(null=True)),
                ("contact_id", fields.UUIDField(null=True)),
                ("staff_id", fields.UUIDField(null=True)),
                ("data", fields.JSONField(default=dict, encoder=JSON_DUMPS, decoder=loads)),
            ],
            options={
                "table": "events",
                "app": "models",
                "indexes": [
                    Index(fields=["order_id", "position"]),
                    Index(fields=["customer_id", "position"]),
                    Index(fields=["site_id", "position"]),
                    Index(fields=["invoice_id", "position"]),
                    Index(fields=["contact_id", "position"]),
                ],
                "pk_attr": "position",
                "table_description": "One thing that happened. `position` is its place in the log, in commit order and without gaps.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="IdempotencyKey",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ("viewer", fields.CharField(max_length=40)),
                ("key", fields.CharField(max_length=200)),
                ("mutation", fields.CharField(max_length=60)),
                ("body_hash", fields.CharField(max_length=64)),
                ("result", fields.JSONField(null=True, encoder=JSON_DUMPS, decoder=loads)),
                ("created_at", UtcDatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "idempotency_keys",
                "app": "models",
                "unique_together": (("viewer", "key"),),
                "pk_attr": "id",
                "table_description": "What a viewer's key stood for, and what came of it.",
            },
            bases=["Entity"],
        ),
        ops.CreateModel(
            name="Link",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ("account_id", fields.UUIDField(db_index=True)),
                (
                    "purpose",
                    fields.CharEnumField(
                        description="INVITATION: INVITATION\nPASSWORD_RESET: PASSWORD_RESET\nEMAIL_CONFIRM: EMAIL_CONFIRM",
                        enum_type=LinkPurpose,
                        max_length=14,
                    ),
                ),
                ("token_hash", fields.CharField(unique=True, max_length=64)),
                ("email", fields.CharField(max_length=254)),
                ("party_id", fields.UUIDField(null=True)),
                ("created_at", UtcDatetimeField(auto_now=False, auto_now_add=False)),
                ("expires_at", UtcDatetimeField(auto_now=False, auto_now_add=False)),
                ("used_at", UtcDatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("superseded_at", UtcDatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "links",
                "app": "models",
                "pk_attr": "id",
                "table_description": "A secret that was sent to an address. Only its hash is kept.",
            },
            bases=["Entity"],
        ),
        ops.CreateModel(
            name="Membership",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                (
                    "customer",
                    fields.ForeignKeyField(
                        "models.Customer",
                        source_field="customer_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="memberships",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "contact",
                    fields.ForeignKeyField(
                        "models.Contact",
                        source_field="contact_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="memberships",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "role",
                    fields.CharEnumField(
                        description="ADMIN: ADMIN\nMEMBER: MEMBER", enum_type=MembershipRole, max_length=6
                    ),
                ),
                ("rights", fields.SmallIntField()),
                ("created_at", UtcDatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "memberships",
                "app": "models",
                "unique_together": (("customer", "contact"),),
                "pk_attr": "id",
                "table_description": "A contact's place in a customer.",
            },
            bases=["Entity"],
        ),
        ops.CreateModel(
            name="Notification",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ("contact_id", fields.UUIDField(null=True)),
                ("staff_id", fields.UUIDField(null=True)),
                (
                    "kind",
                    fields.CharEnumField(
                        description="ORDER_STATUS_CHANGED: ORDER_STATUS_CHANGED\nNOTE_ADDED: NOTE_ADDED\nATTACHMENT_ADDED: ATTACHMENT_ADDED\nVISIT_SCHEDULED: VISIT_SCHEDULED\nRECOMMENDATION_POSTED: RECOMMENDATION_POSTED\nRECOMMENDATION_ANSWERED: RECOMMENDATION_ANSWERED\nINVOICE_ISSUED: INVOICE_ISSUED\nINVOICE_APPROVED: INVOICE_APPROVED\nINVOICE_DECLINED: INVOICE_DECLINED\nINVOICE_HELD: INVOICE_HELD\nINVOICE_RELEASED: INVOICE_RELEASED\nINVOICE_PAID: INVOICE_PAID\nACCESS_REQUESTED: ACCESS_REQUESTED",
                        enum_type=NotificationKind,
                        max_length=24,
                    ),
                ),
                ("title", fields.CharField(max_length=300)),
                ("body", fields.TextField(unique=False)),
                ("subject_type", fields.CharField(max_length=20)),
                ("subject_id", fields.UUIDField()),
                ("created_at", UtcDatetimeField(auto_now=False, auto_now_add=False)),
                ("read_at", UtcDatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "notifications",
                "app": "models",
                "indexes": [Index(fields=["contact_id", "created_at"]), Index(fields=["staff_id", "created_at"])],
                "pk_attr": "id",
                "table_description": "Something that one person is told in the portal.",
            },
            bases=["Entity"],
        ),
        ops.CreateModel(
            name="NotificationPreference",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ("contact_id", fields.UUIDField(null=True)),
                ("staff_id", fields.UUIDField(null=True)),
                (
                    "kind",
                    fields.CharEnumField(
                        description="ORDER_STATUS_CHANGED: ORDER_STATUS_CHANGED\nNOTE_ADDED: NOTE_ADDED\nATTACHMENT_ADDED: ATTACHMENT_ADDED\nVISIT_SCHEDULED: VISIT_SCHEDULED\nRECOMMENDATION_POSTED: RECOMMENDATION_POSTED\nRECOMMENDATION_ANSWERED: RECOMMENDATION_ANSWERED\nINVOICE_ISSUED: INVOICE_ISSUED\nINVOICE_APPROVED: INVOICE_APPROVED\nINVOICE_DECLINED: INVOICE_DECLINED\nINVOICE_HELD: INVOICE_HELD\nINVOICE_RELEASED: INVOICE_RELEASED\nINVOICE_PAID: INVOICE_PAID\nACCESS_REQUESTED: ACCESS_REQUESTED",
                        enum_type=NotificationKind,
                        max_length=24,
                    ),
                ),
                ("email", fields.BooleanField()),
                ("sms", fields.BooleanField()),
                ("in_app", fields.BooleanField()),
            ],
            options={
                "table": "notification_preferences",
                "app": "models",
                "unique_together": (("contact_id", "kind"), ("staff_id", "kind")),
                "pk_attr": "id",
                "table_description": "How one person wants to be told of one kind. Without a row the usual way applies.",
            },
            bases=["Entity"],
        ),
        ops.CreateModel(
            name="Site",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ("version", fields.IntField(default=1)),
                (
                    "kind",
                    fields.CharEnumField(
                        description="BUSINESS: BUSINESS\nPROPERTY: PROPERTY", enum_type=SiteKind, max_length=8
                    ),
                ),
                ("name", fields.CharField(max_length=200)),
                ("name_key", fields.CharField(max_length=400)),
                ("line1", fields.CharField(max_length=200)),
                ("line2", fields.CharField(null=True, max_length=200)),
                ("city", fields.CharField(max_length=200)),
                ("region", fields.CharField(null=True, max_length=200)),
                ("postal_code", fields.CharField(null=True, max_length=20)),
                ("country", fields.CharField(max_length=2)),
                (
                    "customer",
                    fields.ForeignKeyField(
                        "models.Customer",
                        source_field="customer_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="sites",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("created_at", UtcDatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "sites",
                "app": "models",
                "pk_attr": "id",
                "table_description": "A place of work: a customer's business, or a property with people in roles.",
            },
            bases=["VersionedEntity"],
        ),
        ops.CreateModel(
            name="Asset",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ("version", fields.IntField(default=1)),
                ("name", fields.CharField(max_length=200)),
                ("name_key", fields.CharField(max_length=400)),
                ("serial_number", fields.CharField(null=True, max_length=100)),
                ("serial_key", fields.CharField(null=True, db_index=True, max_length=200)),
                ("manufacturer", fields.CharField(null=True, max_length=200)),
                ("model", fields.CharField(null=True, max_length=200)),
                (
                    "customer",
                    fields.ForeignKeyField(
                        "models.Customer",
                        source_field="customer_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="assets",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "site",
                    fields.ForeignKeyField(
                        "models.Site",
                        source_field="site_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="assets",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("created_at", UtcDatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "assets",
                "app": "models",
                "pk_attr": "id",
                "table_description": "A machine, a boiler, a door: something with a history of work.",
            },
            bases=["VersionedEntity"],
        ),
        ops.CreateModel(
            name="Order",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ("version", fields.IntField(default=1)),
                ("number", fields.IntField(null=True, unique=True)),
                (
                    "kind",
                    fields.CharEnumField(
                        description="WALK_IN_REPAIR: WALK_IN_REPAIR\nSERVICE_CALL: SERVICE_CALL",
                        enum_type=OrderKind,
                        max_length=14,
                    ),
                ),
                (
                    "priority",
                    fields.IntEnumField(
                        description="LOW: 1\nNORMAL: 2\nHIGH: 3\nURGENT: 4", enum_type=OrderPriority, generated=False
                    ),
                ),
                (
                    "status",
                    fields.CharEnumField(
                        description="DRAFT: DRAFT\nSUBMITTED: SUBMITTED\nSCHEDULED: SCHEDULED\nIN_PROGRESS: IN_PROGRESS\nAWAITING_PARTS: AWAITING_PARTS\nREADY_FOR_RETURN: READY_FOR_RETURN\nCOMPLETED: COMPLETED\nCANCELLED: CANCELLED",
                        enum_type=OrderStatus,
                        max_length=16,
                    ),
                ),
                (
                    "customer",
                    fields.ForeignKeyField(
                        "models.Customer",
                        source_field="customer_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="orders",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "site",
                    fields.ForeignKeyField(
                        "models.Site",
                        source_field="site_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="orders",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "asset",
                    fields.ForeignKeyField(
                        "models.Asset",
                        source_field="asset_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="orders",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("problem_summary", fields.CharField(max_length=200)),
                ("problem_detail", fields.TextField(null=True, unique=False)),
                ("scheduled_for", UtcDatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("created_at", UtcDatetimeField(auto_now=False, auto_now_add=False)),
                ("updated_at", UtcDatetimeField(auto_now=False, auto_now_add=False)),
                ("completed_at", UtcDatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "orders",
                "app": "models",
                "pk_attr": "id",
                "table_description": "A walk-in repair or a service call. `number` is given on submission and never again.",
            },
            bases=["VersionedEntity"],
        ),
        ops.CreateModel(
            name="Invoice",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ("version", fields.IntField(default=1)),
                ("number", fields.IntField(null=True, unique=True)),
                (
                    "customer",
                    fields.ForeignKeyField(
                        "models.Customer",
                        source_field="customer_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="invoices",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "order",
                    fields.ForeignKeyField(
                        "models.Order",
                        source_field="order_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="invoices",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("currency", fields.CharField(max_length=3)),
                (
                    "payment_status",
                    fields.CharEnumField(
                        default=PaymentStatus.DRAFT,
                        description="DRAFT: DRAFT\nOUTSTANDING: OUTSTANDING\nPAID: PAID\nVOID: VOID",
                        enum_type=PaymentStatus,
                        max_length=11,
                    ),
                ),
                (
                    "approval_status",
                    fields.CharEnumField(
                        default=ApprovalStatus.NOT_ASKED,
                        description="NOT_ASKED: NOT_ASKED\nPENDING: PENDING\nAPPROVED: APPROVED\nDECLINED: DECLINED",
                        enum_type=ApprovalStatus,
                        max_length=9,
                    ),
                ),
                (
                    "approval_mode",
                    fields.CharEnumField(
                        description="REVIEW_AND_APPROVE: REVIEW_AND_APPROVE\nREVIEW_THEN_AUTO_APPROVE: REVIEW_THEN_AUTO_APPROVE\nOPERATOR_APPROVES: OPERATOR_APPROVES",
                        enum_type=ApprovalMode,
                        max_length=24,
                    ),
                ),
                (
                    "approver",
                    fields.ForeignKeyField(
                        "models.Contact",
                        source_field="approver_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name=False,
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("due_on", fields.DateField()),
                ("subtotal_minor", fields.BigIntField()),
                ("tax_minor", fields.BigIntField()),
                ("total_minor", fields.BigIntField()),
                ("paid_minor", fields.BigIntField(default=0)),
                ("open_holds", fields.IntField(default=0)),
                ("auto_approves_at", UtcDatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("decided_at", UtcDatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("decided_by", fields.JSONField(null=True, encoder=JSON_DUMPS, decoder=loads)),
                (
                    "approved_by",
                    fields.CharEnumField(
                        null=True,
                        description="APPROVER: APPROVER\nOPERATOR: OPERATOR\nAUTOMATIC: AUTOMATIC",
                        enum_type=ApprovedBy,
                        max_length=9,
                    ),
                ),
                ("decision_comment", fields.TextField(null=True, unique=False)),
                ("created_at", UtcDatetimeField(auto_now=False, auto_now_add=False)),
                ("issued_at", UtcDatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "invoices",
                "app": "models",
                "pk_attr": "id",
                "table_description": "What a customer owes for some work. `auto_approves_at` is when the review clock approves, where one runs.",
            },
            bases=["VersionedEntity"],
        ),
        ops.CreateModel(
            name="InvoiceHold",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                (
                    "invoice",
                    fields.ForeignKeyField(
                        "models.Invoice",
                        source_field="invoice_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="holds",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "source",
                    fields.CharEnumField(
                        description="PORTAL: PORTAL\nSMS: SMS\nEMAIL: EMAIL\nPHONE: PHONE\nLIVE_CHAT: LIVE_CHAT",
                        enum_type=HoldSource,
                        max_length=9,
                    ),
                ),
                ("reason", fields.TextField(null=True, unique=False)),
                ("placed_at", UtcDatetimeField(auto_now=False, auto_now_add=False)),
                ("placed_by", fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                ("released_at", UtcDatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("released_by", fields.JSONField(null=True, encoder=JSON_DUMPS, decoder=loads)),
            ],
            options={
                "table": "invoice_holds",
                "app": "models",
                "pk_attr": "id",
                "table_description": "Somebody's word that an invoice is not to be approved yet.",
            },
            bases=["Entity"],
        ),
        ops.CreateModel(
            name="InvoiceLine",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                (
                    "invoice",
                    fields.ForeignKeyField(
                        "models.Invoice",
                        source_field="invoice_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="lines",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("position", fields.IntField()),
                (
                    "kind",
                    fields.CharEnumField(
                        description="PART: PART\nLABOUR: LABOUR\nOTHER: OTHER", enum_type=LineKind, max_length=6
                    ),
                ),
                ("description", fields.CharField(max_length=500)),
                ("quantity", fields.DecimalField(max_digits=14, decimal_places=4)),
                ("unit_price_minor", fields.BigIntField()),
                ("tax_rate", fields.DecimalField(max_digits=7, decimal_places=4)),
                ("total_minor", fields.BigIntField()),
                ("tax_minor", fields.BigIntField()),
            ],
            options={
                "table": "invoice_lines",
                "app": "models",
                "unique_together": (("invoice", "position"),),
                "pk_attr": "id",
                "table_description": "One thing charged for. Amounts are in minor units of the invoice's currency, without tax but for `tax_minor`.",
            },
            bases=["Entity"],
        ),
        ops.CreateModel(
            name="Note",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                (
                    "order",
                    fields.ForeignKeyField(
                        "models.Order",
                        source_field="order_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="notes",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("body", fields.TextField(unique=False)),
                (
                    "visibility",
                    fields.CharEnumField(
                        description="EVERYONE: EVERYONE\nSTAFF_ONLY: STAFF_ONLY", enum_type=Visibility, max_length=10
                    ),
                ),
                ("created_at", UtcDatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "notes",
                "app": "models",
                "pk_attr": "id",
                "table_description": "Something that somebody wrote about an order.",
            },
            bases=["Entity"],
        ),
        ops.CreateModel(
            name="Attachment",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                (
                    "order",
                    fields.ForeignKeyField(
                        "models.Order",
                        source_field="order_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="attachments",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "note",
                    fields.ForeignKeyField(
                        "models.Note",
                        source_field="note_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="attachments",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("filename", fields.CharField(max_length=255)),
                ("content_type", fields.CharField(max_length=127)),
                ("size", fields.BigIntField()),
                ("sha256", fields.CharField(max_length=64)),
                ("storage_key", fields.CharField(max_length=255)),
                (
                    "visibility",
                    fields.CharEnumField(
                        description="EVERYONE: EVERYONE\nSTAFF_ONLY: STAFF_ONLY", enum_type=Visibility, max_length=10
                    ),
                ),
                ("uploaded_at", UtcDatetimeField(auto_now=False, auto_now_add=False)),
                ("uploaded_by", fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
            ],
            options={
                "table": "attachments",
                "app": "models",
                "pk_attr": "id",
                "table_description": "A stored file. Its type is what its content says, not what its name says.",
            },
            bases=["Entity"],
        ),
        ops.CreateModel(
            name="Party",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                (
                    "site",
                    fields.ForeignKeyField(
                        "models.Site",
                        source_field="site_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="parties",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "contact",
                    fields.ForeignKeyField(
                        "models.Contact",
                        source_field="contact_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="parties",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "role",
                    fields.CharEnumField(
                        description="LANDLORD: LANDLORD\nTENANT: TENANT\nVENDOR: VENDOR\nAPPLICANT: APPLICANT",
                        enum_type=PartyRole,
                        max_length=9,
                    ),
                ),
                ("starts_on", fields.DateField(null=True)),
                ("ends_on", fields.DateField(null=True)),
                ("created_at", UtcDatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "parties",
                "app": "models",
                "unique_together": (("site", "contact", "role"),),
                "pk_attr": "id",
                "table_description": "A person's role on a property, from one day to another. Both days belong to it.",
            },
            bases=["Entity"],
        ),
        ops.CreateModel(
            name="Payment",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                (
                    "invoice",
                    fields.ForeignKeyField(
                        "models.Invoice",
                        source_field="invoice_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="payments",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("amount_minor", fields.BigIntField()),
                ("method", fields.CharField(max_length=60)),
                ("reference", fields.CharField(null=True, max_length=200)),
                ("received_on", fields.DateField()),
                ("recorded_at", UtcDatetimeField(auto_now=False, auto_now_add=False)),
                ("recorded_by", fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
            ],
            options={
                "table": "payments",
                "app": "models",
                "pk_attr": "id",
                "table_description": "Money received for an invoice.",
            },
            bases=["Entity"],
        ),
        ops.CreateModel(
            name="Recommendation",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ("version", fields.IntField(default=1)),
                (
                    "order",
                    fields.ForeignKeyField(
                        "models.Order",
                        source_field="order_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="recommendations",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "status",
                    fields.CharEnumField(
                        default=RecommendationStatus.PENDING,
                        description="PENDING: PENDING\nCLARIFICATION_REQUESTED: CLARIFICATION_REQUESTED\nAPPROVED: APPROVED\nDECLINED: DECLINED\nWITHDRAWN: WITHDRAWN",
                        enum_type=RecommendationStatus,
                        max_length=24,
                    ),
                ),
                ("title", fields.CharField(max_length=200)),
                ("detail", fields.TextField(null=True, unique=False)),
                ("estimate_minor", fields.BigIntField(null=True)),
                ("currency", fields.CharField(null=True, max_length=3)),
                ("posted_at", UtcDatetimeField(auto_now=False, auto_now_add=False)),
                ("posted_by", fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                ("answered_at", UtcDatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("answered_by", fields.JSONField(null=True, encoder=JSON_DUMPS, decoder=loads)),
                ("answer_comment", fields.TextField(null=True, unique=False)),
            ],
            options={
                "table": "recommendations",
                "app": "models",
                "pk_attr": "id",
                "table_description": "One proposal, with one final answer.",
            },
            bases=["VersionedEntity"],
        ),
        ops.CreateModel(
            name="StaffRole",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ("name", fields.CharField(max_length=200)),
                ("name_key", fields.CharField(unique=True, max_length=400)),
                ("permissions", fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
            ],
            options={
                "table": "staff_roles",
                "app": "models",
                "pk_attr": "id",
                "table_description": "A set of permissions with a name.",
            },
            bases=["Entity"],
        ),
        ops.CreateModel(
            name="StaffMember",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ("name", fields.CharField(max_length=200)),
                ("email", fields.CharField(max_length=254)),
                ("email_key", fields.CharField(unique=True, max_length=254)),
                (
                    "role",
                    fields.ForeignKeyField(
                        "models.StaffRole",
                        source_field="role_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="members",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("is_active", fields.BooleanField(default=True)),
                ("time_zone", fields.CharField(default="UTC", max_length=64)),
                ("locale", fields.CharField(default="en", max_length=35)),
                ("created_at", UtcDatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "staff_members",
                "app": "models",
                "pk_attr": "id",
                "table_description": "Somebody who works for the operator.",
            },
            bases=["Entity"],
        ),
        ops.CreateModel(
            name="Account",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                (
                    "contact",
                    fields.OneToOneField(
                        "models.Contact",
                        source_field="contact_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="account",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                (
                    "staff",
                    fields.OneToOneField(
                        "models.StaffMember",
                        source_field="staff_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="account",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
                ("username", fields.CharField(null=True, max_length=254)),
                ("username_key", fields.CharField(null=True, unique=True, max_length=508)),
                ("password_hash", fields.CharField(null=True, max_length=255)),
                ("invited_at", UtcDatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("activated_at", UtcDatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("failures", fields.IntField(default=0)),
                ("locked_until", UtcDatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("last_signed_in_at", UtcDatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("created_at", UtcDatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "accounts",
                "app": "models",
                "pk_attr": "id",
                "table_description": "A way to sign in, of one contact or one member of staff.",
            },
            bases=["Entity"],
        ),
        ops.CreateModel(
            name="OrderTechnician",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                (
                    "order",
                    fields.ForeignKeyField(
                        "models.Order",
                        source_field="order_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="technicians",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "staff",
                    fields.ForeignKeyField(
                        "models.StaffMember",
                        source_field="staff_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="assignments",
                        on_delete=OnDelete.RESTRICT,
                    ),
                ),
            ],
            options={
                "table": "order_technicians",
                "app": "models",
                "unique_together": (("order", "staff"),),
                "pk_attr": "id",
                "table_description": "A member of staff who works on an order.",
            },
            bases=["Entity"],
        ),
        ops.CreateModel(
            name="Session",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                (
                    "account",
                    fields.ForeignKeyField(
                        "models.Account",
                        source_field="account_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="sessions",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("token_hash", fields.CharField(unique=True, max_length=64)),
                ("created_at", UtcDatetimeField(auto_now=False, auto_now_add=False)),
                ("last_used_at", UtcDatetimeField(auto_now=False, auto_now_add=False)),
                ("expires_at", UtcDatetimeField(auto_now=False, auto_now_add=False)),
                ("ends_at", UtcDatetimeField(auto_now=False, auto_now_add=False)),
                ("ended_at", UtcDatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("user_agent", fields.CharField(null=True, max_length=300)),
            ],
            options={
                "table": "sessions",
                "app": "models",
                "pk_attr": "id",
                "table_description": "One sign-in. It ends after some time without use, at `ends_at` in any case, or when it is ended.",
            },
            bases=["Entity"],
        ),
    ]
