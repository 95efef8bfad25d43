"""The business whose portal this is."""

from schema.core.fields import column, object_type


@object_type
class Portal:
    """The business whose portal this is, as everybody may know it: for sign-in pages, feet and errors."""

    name: str = column("Its name.")
    url: str = column("The address of the portal, with which links in messages begin.")
    support_email: str | None = column("An address that its people read; null where none is set.")
    support_phone: str | None = column("A number that its people answer, as it is written; null where none is set.")
