"""The sums of invoices are kept, for each customer and for all, in the table `invoice_sums`.

Triggers alone add to it: a row for each change, negative for what an invoice was before. `models/invoices/sums/` reads
it, and puts rows together from time to time.
"""

from collections.abc import Iterator

from tortoise import migrations
from tortoise.migrations import operations as ops

KEY = ("customer_id", "currency", "payment_status", "approval_status", "is_issued", "overdue_at")
SUMS = ("n", "total_minor", "credited_minor", "paid_minor")
READ = (*KEY[:4], "issued_at", "overdue_at", *SUMS[1:])
"""The columns of an invoice that are in its sums."""


def of_invoice(row: str, *, sign: str = "") -> str:
    """The SELECT of an invoice as it is in the sums of its customer, and in those of all."""
    values = {
        "currency": f"{row}.currency",
        "payment_status": f"{row}.payment_status",
        "approval_status": f"{row}.approval_status",
        "is_issued": f"{row}.issued_at IS NOT NULL",
        "overdue_at": f"CASE WHEN {row}.payment_status = 'OUTSTANDING' THEN {row}.overdue_at END",
        "n": f"{sign}1",
        **{name: f"{sign}{row}.{name}" for name in SUMS[1:]},
    }
    chosen = ", ".join(f"{sql} AS {name}" for name, sql in values.items())
    source = "" if row in ("NEW", "OLD") else f" FROM {row}"
    return f"SELECT {row}.customer_id, {chosen}{source} UNION ALL SELECT NULL, {chosen}{source}"


ADD = f"INSERT INTO invoice_sums ({', '.join((*KEY, *SUMS))})"
NEW, OLD = f"{ADD} {of_invoice('NEW')};", f"{ADD} {of_invoice('OLD', sign='-')};"

SQLITE = (
    """CREATE TABLE invoice_sums (id INTEGER PRIMARY KEY, customer_id CHAR(36), currency VARCHAR(3) NOT NULL,
        payment_status VARCHAR(11) NOT NULL, approval_status VARCHAR(9) NOT NULL, is_issued INT NOT NULL,
        overdue_at TIMESTAMP, n BIGINT NOT NULL, total_minor BIGINT NOT NULL, credited_minor BIGINT NOT NULL,
        paid_minor BIGINT NOT NULL, is_folded INT NOT NULL DEFAULT FALSE)""",
    f"CREATE TRIGGER invoice_sums_add AFTER INSERT ON invoices BEGIN {NEW} END",
    f"CREATE TRIGGER invoice_sums_change AFTER UPDATE OF {', '.join(READ)} ON invoices BEGIN {OLD} {NEW} END",
    f"CREATE TRIGGER invoice_sums_remove AFTER DELETE ON invoices BEGIN {OLD} END",
)
POSTGRESQL = (
    """CREATE TABLE invoice_sums (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, customer_id UUID,
        currency VARCHAR(3) NOT NULL, payment_status VARCHAR(11) NOT NULL, approval_status VARCHAR(9) NOT NULL,
        is_issued BOOLEAN NOT NULL, overdue_at TIMESTAMPTZ, n BIGINT NOT NULL, total_minor BIGINT NOT NULL,
        credited_minor BIGINT NOT NULL, paid_minor BIGINT NOT NULL, is_folded BOOLEAN NOT NULL DEFAULT FALSE)""",
    f"""CREATE FUNCTION invoice_sums_write() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF TG_OP <> 'INSERT' THEN {OLD} END IF;
      IF TG_OP <> 'DELETE' THEN {NEW} END IF;
      RETURN NULL;
    END $$""",
    f"""CREATE TRIGGER invoice_sums_write AFTER INSERT OR DELETE OR UPDATE OF {", ".join(READ)} ON invoices
    FOR EACH ROW EXECUTE FUNCTION invoice_sums_write()""",
)
INDEXES = (
    "CREATE INDEX invoice_sums_customer_id_idx ON invoice_sums (customer_id)",
    "CREATE INDEX invoice_sums_to_fold_idx ON invoice_sums (id) WHERE NOT is_folded",
)


def missing() -> str:
    """The statement that adds what invoices have and their sums have not.

    It sees both as they are at one moment: whoever changes invoices meanwhile adds to the sums, and waits for nobody.
    """
    key, own = ", ".join(KEY), ", ".join(f"-{name}" for name in SUMS)
    sums, changed = ", ".join(f"sum({name})" for name in SUMS), " OR ".join(f"sum({name}) <> 0" for name in SUMS)
    return f"""{ADD} SELECT {key}, {sums} FROM ({of_invoice("invoices")}
        UNION ALL SELECT {key}, {own} FROM invoice_sums) AS found GROUP BY {key} HAVING {changed}"""


def statements(*, for_sqlite: bool) -> Iterator[str]:
    """The statements that make the table, and what adds to it."""
    table, *triggers = SQLITE if for_sqlite else POSTGRESQL
    yield from (table, *INDEXES, *triggers)


async def keep(apps, schema_editor):  # type: ignore[no-untyped-def]
    """Make the table, and what adds to it."""
    client = schema_editor.client
    for statement in statements(for_sqlite=client.capabilities.dialect == "sqlite"):
        await client.execute_query(statement)


class Migration(migrations.Migration):
    dependencies = [("models", "0050_api_keys")]

    initial = False

    operations = [ops.RunPython(keep), ops.RunSQL(missing())]
