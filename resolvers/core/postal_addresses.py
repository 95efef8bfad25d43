"""Addresses as clients send them."""

from models.core.postal_addresses import Address
from resolvers.core.inputs import AddressInput


def given_address(address: AddressInput) -> Address:
    """The postal address, not checked yet."""
    return Address(
        line1=address.line1,
        line2=address.line2,
        city=address.city,
        region=address.region,
        postal_code=address.postal_code,
        country=address.country,
    )
