"""The frame of every page: the business that operates this portal, and the limits that pages state."""

from typing import Any, Final

import settings
from adapters.files.file_types import EXTENSIONS
from adapters.text.locales import languages
from execution.context import Info
from models.core.rows import Row
from resolvers.core.rules import ANY_KEY, ANYONE, allow

CONTRACT_VERSION: Final = "1.0"
"""The version of the contract: the second number grows with additions, the first with changes that break clients."""


@allow(ANYONE, keys=ANY_KEY)
async def portal(info: Info) -> Any:
    """The business that operates this portal, its addresses, and its limits."""
    options = settings.get()
    by_days = options.review_business_days > 0
    return {
        "contract_version": CONTRACT_VERSION,
        "name": options.operator_name,
        "url": options.portal_address,
        "api_url": options.api,
        "logo_url": None if options.logo_file is None else f"{options.api}/logo",
        "support_email": options.support_email,
        "support_phone": options.support_phone,
        "time_zone": options.time_zone,
        "languages": list(languages()),
        "sends_sms": options.sends_sms,
        "customers_change_themselves": options.customers_change_themselves,
        "max_upload_bytes": options.max_upload_bytes,
        "review_hours": None if by_days else options.review_period_hours,
        "review_business_days": options.review_business_days if by_days else None,
        "invitation_days": options.invitation_days,
        "reset_link_minutes": options.reset_link_minutes,
        "email_link_hours": options.email_link_hours,
        "sms_code_minutes": options.sms_code_minutes,
    }


def upload_types() -> list[Row]:
    """The types of files that may be uploaded."""
    return [{"content_type": name, "extensions": list(endings)} for name, endings in EXTENSIONS.items()]
