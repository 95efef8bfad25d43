"""The channels of messages."""

from enum import StrEnum


class Channel(StrEnum):
    """The channel of a message."""

    EMAIL = "EMAIL"
    SMS = "SMS"
