"""The warning before an API key ends: a due row, as the key has the moment itself."""

from collections.abc import Sequence
from uuid import UUID

from adapters import clock
from adapters.text.sentences import Sentence
from models.core.viewer import SYSTEM
from models.log.unit_of_work import unit_of_work
from models.messages.notifications import NotificationKind
from models.messages.notify import Subject
from models.partners.key_changes import ApiKeyChange, record
from models.partners.keys import ApiKey
from models.partners.managers import tell_managers


async def due_warnings(set_aside: Sequence[UUID], most: int) -> list[UUID]:
    """At most so many keys whose warning is due now, the longest due first, without those that are set aside."""
    due = ApiKey.filter(warns_at__lte=clock.now()).exclude(id__in=set_aside)
    return [key.id for key in await due.order_by("warns_at", "id").limit(most).only("id")]


async def warn_of_end(key_id: UUID) -> bool:
    """Tell those who manage a key that it ends soon; False if another worker was quicker."""
    async with unit_of_work() as unit:
        due = ApiKey.filter(id=key_id, warns_at__lte=clock.now())
        key = await due.select_for_update(skip_locked=True).get_or_none()
        if key is None or key.expires_at is None:
            return False
        await key.advance(warns_at=None)
        await tell_managers(
            unit,
            record(unit, key, ApiKeyChange.ENDS_SOON, SYSTEM),
            NotificationKind.API_KEY_ENDS,
            key.customer_id,
            Subject("ApiKey", key.id, "/api-keys"),
            title=Sentence("The API key {key} ends soon", key=key.name),
            body=key.hint,
            template="api_key_ends",
            data={"key_name": key.name, "ends_at": key.expires_at.isoformat()},
        )
    return True
