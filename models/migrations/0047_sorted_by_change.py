"""Requests for access, staff, notifications and messages are sorted by their last change."""

from tortoise import migrations
from tortoise.indexes import Index

from models.core.migrating.operations import BuildModelIndex

SORTED = (
    ("AccessRequest", "access_requests", ("updated_at", "id")),
    ("Delivery", "deliveries", ("updated_at", "id")),
    ("InboundMail", "inbound_mails", ("updated_at", "id")),
    ("Notification", "notifications", ("contact_id", "updated_at", "id")),
    ("Notification", "notifications", ("staff_id", "updated_at", "id")),
    ("SmsMessage", "sms_messages", ("updated_at", "id")),
    ("StaffMember", "staff_members", ("updated_at", "id")),
)


class Migration(migrations.Migration):
    dependencies = [("models", "0046_dates_of_parts")]

    initial = False

    operations = [
        BuildModelIndex(model, Index(fields=list(columns), name=f"{table}_{'_'.join(columns)}_idx"))
        for model, table, columns in SORTED
    ]
