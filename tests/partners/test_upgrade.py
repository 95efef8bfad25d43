"""After the upgrade, those who may manage staff may manage partners, too."""

from uuid import UUID

import orjson
import pytest

from adapters.database.client import close_database, execute, fetch, is_sqlite
from latchkey.migrate import migrate
from models.core.database import open_database

ROLES = {"Management": ["MANAGE_CUSTOMERS", "MANAGE_STAFF", "VIEW_AUDIT"], "Workshop": ["MANAGE_ORDERS"]}


@pytest.mark.migrated_to("0047_sorted_by_change")
async def test_roles_that_manage_staff_may_manage_partners(older_database: str) -> None:
    await open_database(older_database, 1)
    now = "CURRENT_TIMESTAMP || '+00:00'" if is_sqlite() else "now()"
    for number, (name, permissions) in enumerate(ROLES.items()):
        await execute(
            f"""INSERT INTO staff_roles (id, version, name, name_key, permissions, created_at, updated_at)
            VALUES ('{UUID(int=number)}', 1, '{name}', '{name}', '{orjson.dumps(permissions).decode()}', {now}, {now})"""
        )
    await close_database()
    await migrate(older_database)
    await open_database(older_database, 1)
    rows = await fetch("SELECT name, permissions FROM staff_roles ORDER BY name")
    await close_database()
    assert {row["name"]: orjson.loads(row["permissions"]) for row in rows} == {
        "Management": ["MANAGE_CUSTOMERS", "MANAGE_PARTNERS", "MANAGE_STAFF", "VIEW_AUDIT"],
        "Workshop": ["MANAGE_ORDERS"],
    }
