"""Orders know when they were submitted and first responded to, from which figures tell how long people wait.

Triggers alone write it, from the events of the order as these come in: that with which it is submitted, and the first
after it that staff put into the timeline for everybody to see.
"""

from tortoise import migrations
from tortoise.migrations import operations as ops

from models.core.entity import UtcDatetimeField
from models.core.migrating.operations import Backfill

SUBMISSION = "{row}kind IN ('ORDER_CREATED', 'ORDER_STATUS_CHANGED') AND {row}data ->> 'to_status' = 'SUBMITTED'"
RESPONSES = """{row}kind IN ('ORDER_STATUS_CHANGED', 'NOTE_ADDED', 'ATTACHMENT_ADDED', 'RECOMMENDATION_POSTED',
    'RECOMMENDATION_ANSWERED', 'RECOMMENDATION_REPLIED', 'RECOMMENDATION_WITHDRAWN', 'WORK_RECORDED', 'ORDER_SCHEDULED',
    'ORDER_ASSIGNED') AND {row}visibility = 'EVERYONE' AND {row}actor ->> 'kind' = 'STAFF'"""
"""Kinds of entries in the timeline. One for staff alone is no response."""
NOT_BEFORE = "CASE WHEN {at} < submitted_at THEN submitted_at ELSE {at} END"
"""Work may be recorded that was done before: then the response came at once."""

SUBMIT = "UPDATE orders SET submitted_at = NEW.occurred_at WHERE id = NEW.order_id AND submitted_at IS NULL;"
RESPOND = f"""UPDATE orders SET first_response_at = {NOT_BEFORE.format(at="NEW.occurred_at")}
    WHERE id = NEW.order_id AND submitted_at IS NOT NULL AND first_response_at IS NULL;"""
IS_SUBMISSION, IS_RESPONSE = (each.format(row="NEW.") for each in (SUBMISSION, RESPONSES))

SQLITE = (
    f"""CREATE TRIGGER events_order_submitted AFTER INSERT ON events
    WHEN NEW.order_id IS NOT NULL AND {IS_SUBMISSION} BEGIN {SUBMIT} END""",
    f"""CREATE TRIGGER events_order_responded AFTER INSERT ON events
    WHEN NEW.order_id IS NOT NULL AND NOT ({IS_SUBMISSION}) AND {IS_RESPONSE} BEGIN {RESPOND} END""",
)
POSTGRESQL = (
    f"""CREATE FUNCTION order_moments_write() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF {IS_SUBMISSION} THEN {SUBMIT} ELSE {RESPOND} END IF;
      RETURN NULL;
    END $$""",
    f"""CREATE TRIGGER events_order_moments AFTER INSERT ON events FOR EACH ROW
    WHEN (NEW.order_id IS NOT NULL AND ({IS_SUBMISSION} OR {IS_RESPONSE})) EXECUTE FUNCTION order_moments_write()""",
)

SUBMISSION_OF_ORDER = f"events.order_id = orders.id AND {SUBMISSION.format(row='events.')}"
FIRST_RESPONSE = f"""SELECT {NOT_BEFORE.format(at="occurred_at")} FROM events WHERE order_id = orders.id
    AND {RESPONSES.format(row="")} AND position > (SELECT min(position) FROM events WHERE {SUBMISSION_OF_ORDER})
    ORDER BY position LIMIT 1"""


async def keep(apps, schema_editor):  # type: ignore[no-untyped-def]
    """Let the log write the columns from now on."""
    client = schema_editor.client
    for statement in SQLITE if client.capabilities.dialect == "sqlite" else POSTGRESQL:
        await client.execute_query(statement)


class Migration(migrations.Migration):
    dependencies = [("models", "0060_orders_of_customers_by_status")]

    initial = False

    operations = [
        ops.AddField(model_name="Order", name="submitted_at", field=UtcDatetimeField(null=True)),
        ops.AddField(model_name="Order", name="first_response_at", field=UtcDatetimeField(null=True)),
        ops.RunPython(keep),
        Backfill(
            "orders",
            f"submitted_at = (SELECT min(occurred_at) FROM events WHERE {SUBMISSION_OF_ORDER})",
            "number IS NOT NULL AND submitted_at IS NULL",
        ),
        Backfill(
            "orders",
            f"first_response_at = ({FIRST_RESPONSE})",
            "submitted_at IS NOT NULL AND first_response_at IS NULL",
        ),
    ]
