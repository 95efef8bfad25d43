"""The ways in which messages travel."""

from enum import StrEnum


class Channel(StrEnum):
    """How a message travels."""

    EMAIL = "EMAIL"
    SMS = "SMS"
