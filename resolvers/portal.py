"""What everybody may know of the business."""

from typing import Any

import settings
from execution.context import Info
from resolvers.core.rules import ANYONE, allow


@allow(ANYONE)
async def portal(info: Info) -> Any:
    """Whose portal this is, and where its people are reached."""
    options = settings.get()
    return {
        "name": options.operator_name,
        "url": options.portal,
        "support_email": options.support_email,
        "support_phone": options.support_phone,
    }
