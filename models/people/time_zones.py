"""The likely time zone of somebody, by their country and the area of their telephone number."""

from collections.abc import Collection
from functools import cache
from importlib.resources import files
from typing import Final

import phonenumbers

import settings

_USUAL: Final = {
    "AQ": "Antarctica/McMurdo",
    "AU": "Australia/Sydney",
    "BR": "America/Sao_Paulo",
    "CA": "America/Toronto",
    "FM": "Pacific/Pohnpei",
    "PS": "Asia/Hebron",
    "RU": "Europe/Moscow",
    "UA": "Europe/Kyiv",
    "UM": "Pacific/Wake",
    "UZ": "Asia/Tashkent",
}
"""The zone of the capital or of most people, for countries of which the IANA database lists another one first."""
_WITHOUT_ZONE: Final = {
    "AC": "Atlantic/St_Helena",
    "CQ": "Europe/Guernsey",
    "DG": "Indian/Chagos",
    "EA": "Africa/Ceuta",
    "IC": "Atlantic/Canary",
    "TA": "Atlantic/St_Helena",
    "XK": "Europe/Belgrade",
}
"""The zones of codes that the IANA database has none for."""
_AREAS: Final = {
    "+617": "Australia/Brisbane",
    "+6186": "Australia/Perth",
    "+61885": "Australia/Adelaide",
    "+618894": "Australia/Darwin",
    "+618895": "Australia/Darwin",
    "+618898": "Australia/Darwin",
    "+618899": "Australia/Darwin",
    "+6189": "Australia/Perth",
    "+7401": "Europe/Kaliningrad",
}
"""The zones of areas that the tables of telephone numbers do not tell apart."""


def suggested_zone(of_country: str | None, number: str | None = None) -> str:
    """The zone of the number's area if the country has several, or else the zone of its capital or most people.

    Without a country that of the number is taken, and without either the operator's zone (TIME_ZONE).
    """
    of_number = country_of_number(number)
    country = of_country or of_number or ""
    zones = zones_of(country)
    if not zones:
        return _WITHOUT_ZONE.get(country) or settings.get().time_zone
    usual = _USUAL.get(country, zones[0])
    if number is None or of_number != country or len(zones) == 1:
        return usual
    # Of several zones in an area the database lists first, more or less, the one where most people live.
    of_area = _zones_of_area(number)
    in_area = [zone for zone in zones if zone in of_area]
    return usual if usual in in_area or not in_area else in_area[0]


def country_of_number(number: str | None) -> str | None:
    """The country of a number in E.164 form; of countries that share a code, the largest if the number is ambiguous."""
    if number is None:
        return None
    parsed = phonenumbers.parse(number, None)
    of_code: str = phonenumbers.region_code_for_country_code(parsed.country_code or 0)
    region: str = phonenumbers.region_code_for_number(parsed) or of_code
    return region if zones_of(region) or region in _WITHOUT_ZONE else None


def zones_of(country: str) -> tuple[str, ...]:
    """The zones of a country, as the IANA database lists them."""
    return _by_country().get(country, ())


@cache
def _by_country() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for line in files("tzdata.zoneinfo").joinpath("zone.tab").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            country, _, zone, *_ = line.split("\t")
            found[country] = (*found.get(country, ()), zone)
    return found


def _zones_of_area(number: str) -> Collection[str]:
    for prefix, zone in _AREAS.items():
        if number.startswith(prefix):
            return [zone]
    # Loading its tables takes a fifth of a second, and few countries need them.
    from phonenumbers.timezone import time_zones_for_number

    return tuple(time_zones_for_number(phonenumbers.parse(number, None)))
