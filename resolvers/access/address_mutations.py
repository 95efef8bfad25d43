"""The mutations of e-mail addresses and mobile numbers."""

from functools import partial
from typing import Any

from execution.context import Info, viewer_of
from models.access import address_changes, email_change, notification_settings, sign_in
from models.access.mobile_codes import check_mobile_code, expect_codes_allowed, request_mobile_code, take_mobile
from models.core import validators as checked
from models.log.unit_of_work import retried
from resolvers.access.inputs import (
    EmailChangeAgreeInput,
    EmailChangeConfirmInput,
    EmailChangeRequestInput,
    MobileVerificationConfirmInput,
    MobileVerificationRequestInput,
    NotificationEmailConfirmInput,
    NotificationEmailRequestInput,
)
from resolvers.core.forms import fields
from resolvers.core.mutations import mutation, once
from resolvers.core.rules import ANYONE, CONTACTS


@mutation(
    CONTACTS,
    codes="BAD_CREDENTIALS FORBIDDEN IDEMPOTENCY_KEY_REUSED INVALID TOO_LONG TOO_MANY_ATTEMPTS",
    form=fields(email=checked.email),
    transaction=False,
)
async def email_change_request(info: Info, input: EmailChangeRequestInput) -> dict[str, Any]:
    """Send a confirmation link to a new address."""
    viewer = viewer_of(info)
    account = await sign_in.check_own_password(
        viewer, input.current_password, "currentPassword", peer=info.context.peer
    )

    async def email_change_request(info: Info, input: EmailChangeRequestInput) -> dict[str, Any]:
        await email_change.request_email_change(account, input.email, by=viewer)
        return {}

    return await once(info, input, email_change_request)


@mutation(
    ANYONE,
    codes="LINK_EXPIRED LINK_INVALID LINK_OUTDATED LINK_REVOKED LINK_USED NOT_UNIQUE",
)
async def email_change_confirm(info: Info, input: EmailChangeConfirmInput) -> dict[str, Any]:
    """Confirm a new address."""
    await email_change.confirm_email_change(input.token)
    return {}


@mutation(ANYONE, codes="LINK_EXPIRED LINK_INVALID LINK_OUTDATED LINK_REVOKED LINK_USED")
async def email_change_agree(info: Info, input: EmailChangeAgreeInput) -> dict[str, Any]:
    """Agree, from the old address, to a change that staff made."""
    await address_changes.agree(input.token)
    return {}


@mutation(
    CONTACTS,
    codes="BAD_CREDENTIALS FORBIDDEN IDEMPOTENCY_KEY_REUSED INVALID TOO_LONG TOO_MANY_ATTEMPTS",
    form=fields(email=checked.email),
    transaction=False,
)
async def notification_email_request(info: Info, input: NotificationEmailRequestInput) -> dict[str, Any]:
    """Send a confirmation link to an address for notifications, or send them to the address for signing in again."""
    viewer = viewer_of(info)
    account = await sign_in.check_own_password(
        viewer, input.current_password, "currentPassword", peer=info.context.peer
    )

    async def notification_email_request(info: Info, input: NotificationEmailRequestInput) -> dict[str, Any]:
        await notification_settings.request_address(account, input.email, by=viewer)
        return {}

    return await once(info, input, notification_email_request)


@mutation(
    ANYONE,
    codes="LINK_EXPIRED LINK_INVALID LINK_OUTDATED LINK_REVOKED LINK_USED",
)
async def notification_email_confirm(info: Info, input: NotificationEmailConfirmInput) -> dict[str, Any]:
    """Confirm an address for notifications."""
    await notification_settings.confirm_address(input.token)
    return {}


@mutation(
    CONTACTS,
    codes="FORBIDDEN IDEMPOTENCY_KEY_REUSED INVALID REQUIRED TOO_LONG TOO_MANY_ATTEMPTS WRONG_STATE",
    transaction=False,
)
async def mobile_verification_request(info: Info, input: MobileVerificationRequestInput) -> dict[str, Any]:
    """Send a code to the viewer's mobile number."""
    viewer = viewer_of(info)
    await expect_codes_allowed(info.context.peer)

    async def mobile_verification_request(info: Info, input: MobileVerificationRequestInput) -> dict[str, Any]:
        await request_mobile_code(input.mobile, by=viewer)
        return {}

    return await once(info, input, mobile_verification_request)


@mutation(CONTACTS, codes="FORBIDDEN INVALID TOO_MANY_ATTEMPTS", transaction=False)
async def mobile_verification_confirm(info: Info, input: MobileVerificationConfirmInput) -> dict[str, Any]:
    """Verify a mobile number with its code."""
    viewer = viewer_of(info)
    sent = await check_mobile_code(input.code, peer=info.context.peer, by=viewer)
    await retried(partial(take_mobile, sent, by=viewer))
    return {"contact_id": viewer.contact_id}
