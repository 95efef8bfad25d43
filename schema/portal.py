"""The business that operates this portal, and the limits that pages state."""

from resolvers import portal
from resolvers.access import links
from resolvers.core.scalars import URL, ByteCount, EmailAddress, Locale, TimeZone
from schema.access.types import PasswordPolicy
from schema.core.fields import column, object_type, relation


@object_type
class UploadType:
    """A type of files that may be uploaded. It is recognised by the content of a file, not by its name."""

    content_type: str = column("The media type, like `image/png`.")
    extensions: list[str] = column("The endings that names of such files may have, without the dot, like `png`.")


@object_type
class Portal:
    """The business that operates this portal, as shown to everybody: for the frame of pages, for sign-in pages and for
    error pages."""

    contract_version: str = column(
        "The version of this contract, like `1.0`. The second number grows when something is added, and the first when "
        "something changes that breaks clients."
    )
    name: str = column("The name of the business.")
    url: str = column("The base URL of the portal, with which links in messages begin.")
    api_url: str = column("The base URL of this API, with which the addresses of uploads and downloads begin.")
    logo_url: URL | None = column("The address of the business's logo, which everybody may load; null if none is set.")
    support_email: EmailAddress | None = column("The support e-mail address; null if none is set.")
    support_phone: str | None = column("The support telephone number, as it is written; null if none is set.")
    time_zone: TimeZone = column("The time zone of the business, and of customers without one of their own.")
    languages: list[Locale] = column("The languages that messages and documents are written in.")
    sends_sms: bool = column("Whether text messages are sent, so that people may choose them.")
    customers_change_themselves: bool = column(
        "Whether a customer's administrators may change its name, addresses and sites."
    )
    password_policy: PasswordPolicy = relation(links.policy, "The policy for passwords.")
    max_upload_bytes: ByteCount = column("The maximum size of an uploaded file, in bytes.")
    upload_types: list[UploadType] = relation(portal.upload_types, "The types of files that may be uploaded.")
    review_hours: int | None = column(
        "The hours from issue until an invoice that nobody answers is approved, for customers with that approval mode; "
        "null if business days are counted."
    )
    review_business_days: int | None = column(
        "The business days from issue until such an invoice is approved; null if hours are counted."
    )
    invitation_days: int = column("The number of days for which an invitation is valid.")
    reset_link_minutes: int = column("The number of minutes for which a link to set a new password is valid.")
    email_link_hours: int = column("The number of hours for which a link that confirms an e-mail address is valid.")
    sms_code_minutes: int = column("The number of minutes for which a code in a text message is valid.")
