"""Whole mails, found by their note and by their age, and what notes that came by mail quote."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("models", "0024_requested_roles")]

    initial = False

    operations = [
        ops.AddField("Note", "quoted_text", fields.TextField(null=True)),
        ops.AddField("InboundMail", "whole_size", fields.BigIntField(null=True)),
        ops.RunSQL(
            [
                "CREATE INDEX inbound_mails_note_id_idx ON inbound_mails (note_id) WHERE note_id IS NOT NULL",
                "CREATE INDEX inbound_mails_whole_idx ON inbound_mails (received_at) WHERE whole_size IS NOT NULL",
            ]
        ),
    ]
