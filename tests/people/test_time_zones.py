"""The suggested time zone: of the number's area, of the country's capital or most people, else the operator's."""

from zoneinfo import available_timezones

import pytest

import settings
from adapters.text.locales import Formats, use_english
from models.core.validators import countries
from models.people.time_zones import suggested_zone, zones_of
from settings import Settings
from tests.support.mutations import done, new_contact
from tests.support.server import Client

OF_SEVERAL = """AQ Antarctica/McMurdo, AR America/Argentina/Buenos_Aires, AU Australia/Sydney, BR America/Sao_Paulo,
CA America/Toronto, CD Africa/Kinshasa, CL America/Santiago, CN Asia/Shanghai, CY Asia/Nicosia, DE Europe/Berlin,
EC America/Guayaquil, ES Europe/Madrid, FM Pacific/Pohnpei, GL America/Nuuk, ID Asia/Jakarta, KI Pacific/Tarawa,
KZ Asia/Almaty, MH Pacific/Majuro, MN Asia/Ulaanbaatar, MX America/Mexico_City, MY Asia/Kuala_Lumpur,
NZ Pacific/Auckland, PF Pacific/Tahiti, PG Pacific/Port_Moresby, PS Asia/Hebron, PT Europe/Lisbon, RU Europe/Moscow,
UA Europe/Kyiv, UM Pacific/Wake, US America/New_York, UZ Asia/Tashkent"""


def test_a_country_has_the_zone_of_its_capital_or_most_people() -> None:
    expected = dict(each.split() for each in OF_SEVERAL.replace("\n", " ").split(","))
    assert {country: suggested_zone(country) for country in countries() if len(zones_of(country)) > 1} == expected


def test_every_country_has_a_zone_of_its_own() -> None:
    settings.use(Settings(time_zone="Europe/Zurich"))
    found = {country: suggested_zone(country) for country in countries()}
    assert set(found.values()) <= available_timezones()
    # Nobody lives there.
    assert {country for country, zone in found.items() if zone == "Europe/Zurich"} == {"CH", "BV", "CP", "HM"}
    assert all(zone in zones_of(country) for country, zone in found.items() if zones_of(country))
    usual = {
        "GB": "Europe/London",
        "IN": "Asia/Kolkata",
        "JP": "Asia/Tokyo",
        "ZA": "Africa/Johannesburg",
        "XK": "Europe/Belgrade",
    }
    assert {country: found[country] for country in usual} == usual


@pytest.mark.parametrize(
    ("number", "zone"),
    [
        ("+14155550123", "America/Los_Angeles"), ("+12125550123", "America/New_York"), ("+13125550123", "America/Chicago"),
        ("+18085550123", "Pacific/Honolulu"), ("+16045551234", "America/Vancouver"), ("+18005551234", "America/New_York"),
        ("+73832123456", "Asia/Novosibirsk"), ("+79161234567", "Europe/Moscow"), ("+5592981234567", "America/Manaus"),
        ("+34928123456", "Atlantic/Canary"), ("+351295123456", "Atlantic/Azores"), ("+526641234567", "America/Tijuana"),
        ("+61892345678", "Australia/Perth"), ("+61882345678", "Australia/Adelaide"), ("+61412345678", "Australia/Sydney"),
        ("+62361123456", "Asia/Makassar"), ("+97699112233", "Asia/Ulaanbaatar"), ("+64211234567", "Pacific/Auckland"),
        ("+447400123456", "Europe/London"), ("+491711234567", "Europe/Berlin"), ("+447700900118", "Europe/London"),
        ("+19075550123", "America/Anchorage"), ("+17095550123", "America/St_Johns"), ("+61732345678", "Australia/Brisbane"),
        ("+74012123456", "Europe/Kaliningrad"), ("+443456789012", "Europe/London"), ("+88213123456", "UTC"),
    ],
)  # fmt: skip
def test_a_numbers_area_says_the_zone(number: str, zone: str) -> None:
    assert suggested_zone(None, number) == zone


def test_the_country_counts_where_the_number_is_of_another() -> None:
    assert suggested_zone("DE", "+14155550123") == "Europe/Berlin"
    assert suggested_zone("US", "+14155550123") == "America/Los_Angeles"


@pytest.mark.settings(time_zone="Europe/Vienna", english_locale="en-IE")
@pytest.mark.without_worker
async def test_an_unknown_place_has_the_operators_zone_and_english(sam: Client) -> None:
    made = await done(sam, "contactCreate", "contact { timeZone locale messageLocale }", name="Jo Hill")
    assert made["contact"] == {"timeZone": "Europe/Vienna", "locale": "en", "messageLocale": "en-IE"}
    for locale, told in (("fr-FR", "en-IE"), ("de-AT", "de-AT"), ("de", "de"), ("en-US", "en-US")):
        contact = await new_contact(sam, "Jo", None, locale=locale)
        shown = await sam.data("query($id: ID!) { contact(id: $id) { locale messageLocale } }", {"id": contact})
        assert shown["contact"] == {"locale": locale, "messageLocale": told}


def test_dates_are_american_for_nobody_who_does_not_ask() -> None:
    try:
        for english, locale, day in (
            ("en-GB", "en", "4 March 2025"),
            ("en-GB", "fr", "4 March 2025"),
            ("en-GB", "en-US", "March 4, 2025"),
            ("en-US", "en", "March 4, 2025"),
            ("en-US", "en-AU", "4 March 2025"),
            ("en-US", "de", "4. März 2025"),
        ):
            use_english(english)
            assert Formats.of(locale, "UTC").day("2025-03-04") == day
    finally:
        use_english("en-GB")


@pytest.mark.parametrize("value", ["en", "de-DE", "en-QQ", "en_GB", "british", ""])
def test_the_operators_english_has_a_country(value: str) -> None:
    with pytest.raises(ValueError, match="English with a country"):
        Settings(english_locale=value)
