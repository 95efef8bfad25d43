"""What searches read: the words of each row, and for each table that is searched one table with an index of words.

`<table>_search` holds the words of a row and of what it belongs to. Triggers alone write it: when a row is added, when
its words change or it comes to belong to something else, and when the words of what it belongs to change.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

from models.core.search import NUMBER, OF_CUSTOMER, document

FOUND_BY = {
    "customers": ("name", "code"),
    "sites": ("name", "line1", "city", "postal_code"),
    "assets": ("name", "serial_number", "manufacturer", "model"),
    "orders": ("problem_summary",),
}
"""The columns whose words stand in `search_words`."""

WORDS = "COALESCE({row}.search_words, '')"
ORDER_NUMBER = f"COALESCE('{NUMBER}sr' || {{row}}.number, '')"


@dataclass(frozen=True)
class Source:
    """What a row belongs to, and which words it has from there."""

    name: str
    table: str
    words: str = WORDS
    changes: str = "search_words"
    reaches: str = "1 = 1"
    """Which rows new words reach."""

    @property
    def key(self) -> str:
        """The column that refers to it."""
        return f"{self.name}_id"


# What an asset is called by whom it was handed over to is not found by its former owner, who keeps the old orders.
ASSET = Source(
    "asset",
    "assets",
    reaches="(NEW.customer_id IS NULL OR {row}.customer_id IS NULL OR {row}.customer_id = NEW.customer_id)",
)
SITE = Source("site", "sites")
CUSTOMER = Source("customer", "customers")
MARKED_CUSTOMER = Source(
    "customer",
    "customers",
    f"COALESCE('{OF_CUSTOMER}' || replace(NULLIF({{row}}.search_words, ''), ' ', ' {OF_CUSTOMER}'), '')",
)
ORDER = Source("order", "orders", ORDER_NUMBER, "number")


@dataclass(frozen=True)
class Searched:
    """A table that is searched."""

    table: str
    own: str = WORDS
    changes: tuple[str, ...] = ("search_words",)
    sources: tuple[Source, ...] = ()

    @property
    def index(self) -> str:
        """The table with its words."""
        return f"{self.table}_search"

    @property
    def columns(self) -> list[str]:
        """The columns there that hold words."""
        return ["own_words", *(f"{source.name}_words" for source in self.sources)]

    @property
    def watched(self) -> str:
        """The columns whose change makes other words."""
        return ", ".join([*self.changes, *(source.key for source in self.sources)])


TABLES = (
    Searched("customers"),
    Searched("sites"),
    Searched("assets"),
    Searched("orders", f"{WORDS} || ' ' || {ORDER_NUMBER}", ("search_words", "number"), (ASSET, SITE, MARKED_CUSTOMER)),
    Searched("invoices", f"COALESCE('{NUMBER}inv' || {{row}}.number, '')", ("number",), (CUSTOMER, ORDER)),
)


def sqlite(of: Searched) -> Iterator[str]:
    """The statements for SQLite. FTS5 knows rows by an integer, which VACUUM must not change: hence the `_rows`.

    What the words are is settled before, so that the tokenizer has to know of nothing but the spaces between them.
    """
    index, names = of.index, ", ".join(of.columns)
    yield f"""CREATE TABLE {index}_rows (id INTEGER PRIMARY KEY,
        row_id CHAR(36) NOT NULL UNIQUE REFERENCES {of.table} (id) ON DELETE CASCADE)"""
    yield f"CREATE VIRTUAL TABLE {index} USING fts5({names}, tokenize = 'ascii', prefix = '2 3')"
    yield f"INSERT INTO {index}_rows (row_id) SELECT id FROM {of.table} ORDER BY id"
    yield f"""INSERT INTO {index} (rowid, {names}) SELECT {index}_rows.id, {", ".join(_found(of, "new"))}
        FROM {of.table} AS new JOIN {index}_rows ON {index}_rows.row_id = new.id"""
    row = f"(SELECT id FROM {index}_rows WHERE row_id = NEW.id)"
    values = _found(of, "NEW")
    yield f"""CREATE TRIGGER {index}_add AFTER INSERT ON {of.table} BEGIN
        INSERT INTO {index}_rows (row_id) VALUES (NEW.id);
        INSERT INTO {index} (rowid, {names}) VALUES ({row}, {", ".join(values)}); END"""
    yield f"""CREATE TRIGGER {index}_change AFTER UPDATE OF {of.watched} ON {of.table} BEGIN
        UPDATE {index} SET {_set(of.columns, values)} WHERE rowid = {row}; END"""
    yield f"""CREATE TRIGGER {index}_remove AFTER DELETE ON {index}_rows BEGIN
        DELETE FROM {index} WHERE rowid = OLD.id; END"""
    for source in of.sources:
        yield f"""CREATE TRIGGER {index}_{source.name} AFTER UPDATE OF {source.changes} ON {source.table}
            WHEN OLD.{source.changes} IS NOT NEW.{source.changes} BEGIN
            UPDATE {index} SET {source.name}_words = {source.words.format(row="NEW")} WHERE rowid IN (
                SELECT {index}_rows.id FROM {of.table} JOIN {index}_rows ON {index}_rows.row_id = {of.table}.id
                WHERE {of.table}.{source.key} = NEW.id AND {source.reaches.format(row=of.table)}); END"""


def postgresql(of: Searched) -> Iterator[str]:
    """The statements for PostgreSQL.

    Each source has words and key of its own in the row, so that of two renamed at once neither brings back the other's
    old name. A row that comes to belong to something locks it first: who renames it then either waits for that row, or
    is waited for. Without a change of what it belongs to nothing is locked, as the row's number may be being given out.
    """
    index, names, keys = of.index, of.columns, [source.key for source in of.sources]
    joined = " || ' ' || ".join(names)
    yield f"""CREATE TABLE {index} (id uuid PRIMARY KEY REFERENCES {of.table} (id) ON DELETE CASCADE,
        {" ".join(f"{key} uuid," for key in keys)} {" ".join(f"{name} text NOT NULL," for name in names)}
        words tsvector NOT NULL GENERATED ALWAYS AS (
            array_to_tsvector(array_remove(string_to_array({joined}, ' '), ''))) STORED)"""
    columns = ", ".join(["id", *keys, *names])
    yield f"""INSERT INTO {index} ({columns})
        SELECT {", ".join(["new.id", *(f"new.{key}" for key in keys), *_found(of, "new")])} FROM {of.table} AS new"""
    yield f"CREATE INDEX {index}_words_idx ON {index} USING gin (words) WITH (fastupdate = off)"
    for key in keys:
        yield f"CREATE INDEX {index}_{key}_idx ON {index} ({key})"
    locked = [
        f"""SELECT {source.words.format(row="source")} INTO {source.name}_found FROM {source.table} AS source
            WHERE source.id = NEW.{source.key} FOR SHARE;"""
        for source in of.sources
    ]
    own = of.own.format(row="NEW")
    values = ["NEW.id", *(f"NEW.{key}" for key in keys), own]
    values += [f"COALESCE({source.name}_found, '')" for source in of.sources]
    stays = " AND ".join(["TG_OP = 'UPDATE'", *(f"NEW.{key} IS NOT DISTINCT FROM OLD.{key}" for key in keys)])
    yield f"""CREATE FUNCTION {index}_write() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE {" ".join(f"{source.name}_found text;" for source in of.sources)}
        BEGIN
            IF {stays} THEN
                UPDATE {index} SET own_words = {own} WHERE id = NEW.id;
                RETURN NULL;
            END IF;
            {" ".join(locked)}
            INSERT INTO {index} ({columns}) VALUES ({", ".join(values)})
            ON CONFLICT (id) DO UPDATE SET {", ".join(f"{name} = excluded.{name}" for name in [*keys, *names])};
            RETURN NULL;
        END $$"""
    yield f"""CREATE TRIGGER {index}_write AFTER INSERT OR UPDATE OF {of.watched} ON {of.table}
        FOR EACH ROW EXECUTE FUNCTION {index}_write()"""
    for source in of.sources:
        # In one order, whatever was renamed: two who rename wait for each other and not in a ring.
        yield f"""CREATE FUNCTION {index}_{source.name}() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                PERFORM 1 FROM {index} WHERE {source.key} = NEW.id ORDER BY id FOR UPDATE;
                UPDATE {index} SET {source.name}_words = {source.words.format(row="NEW")}
                WHERE {source.key} = NEW.id AND {source.reaches.format(row=index)};
                RETURN NULL;
            END $$"""
        yield f"""CREATE TRIGGER {index}_{source.name} AFTER UPDATE OF {source.changes} ON {source.table} FOR EACH ROW
            WHEN (OLD.{source.changes} IS DISTINCT FROM NEW.{source.changes})
            EXECUTE FUNCTION {index}_{source.name}()"""


def _found(of: Searched, row: str) -> list[str]:
    """The words of a row and of what it belongs to, as SQL text."""
    return [
        of.own.format(row=row),
        *(
            f"""COALESCE((SELECT {source.words.format(row="source")} FROM {source.table} AS source
                WHERE source.id = {row}.{source.key}), '')"""
            for source in of.sources
        ),
    ]


def _set(columns: list[str], values: list[str]) -> str:
    return ", ".join(f"{column} = {value}" for column, value in zip(columns, values, strict=True))


INDEXES = (
    # With those of 0002_guards each filter that may leave few rows has an index, and each order of the list has one.
    "CREATE INDEX orders_status_created_at_idx ON orders (status, created_at)",
    "CREATE INDEX orders_kind_created_at_idx ON orders (kind, created_at)",
    "CREATE INDEX orders_customer_id_priority_id_idx ON orders (customer_id, priority, id)",
    # A draft stands where it was written.
    "CREATE INDEX invoices_issued_or_created_idx ON invoices (COALESCE(issued_at, created_at), id)",
)


async def index(apps, schema_editor):  # type: ignore[no-untyped-def]
    """Write the words of the rows that there are, and make what keeps them."""
    client = schema_editor.client
    is_sqlite = client.capabilities.dialect == "sqlite"
    places = ("?", "?") if is_sqlite else ("$1", "$2")
    for table, columns in FOUND_BY.items():
        rows = await client.execute_query_dict(f"SELECT id, {', '.join(columns)} FROM {table}")
        words = [[document(*(row[column] for column in columns)), row["id"]] for row in rows]
        if words:
            await client.execute_many(f"UPDATE {table} SET search_words = {places[0]} WHERE id = {places[1]}", words)
    for each in TABLES:
        for statement in sqlite(each) if is_sqlite else postgresql(each):
            await client.execute_query(statement)


class Migration(migrations.Migration):
    dependencies = [("models", "0004_sms")]

    initial = False

    operations = [
        *(ops.AddField(name, "search_words", fields.TextField(null=True)) for name in ("Customer", "Site", "Asset")),
        ops.AddField("Order", "search_words", fields.TextField(null=True)),
        ops.RunPython(index),
        ops.RunSQL(list(INDEXES)),
    ]
