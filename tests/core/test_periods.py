"""The offsets of a time zone in a statement are those that the server tells the time by."""

from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo, available_timezones

from resolvers.core.periods import EPOCH, offsets


def test_the_offsets_of_zones_are_those_of_their_clocks() -> None:
    random = Random(0)
    usual = ["Africa/Casablanca", "Africa/Cairo", "Pacific/Apia", "Europe/London", "UTC"]
    for zone in (*usual, *random.sample(sorted(available_timezones()), 40)):
        changes = offsets(zone, 2026)
        edges = [since + timedelta(seconds=by) for since, _ in changes for by in (0, -1)]
        anywhere = [
            EPOCH + timedelta(days=random.randrange(20_000), seconds=random.randrange(86_400)) for _ in range(200)
        ]
        for moment in (*edges[:1], *edges[2:], *anywhere, datetime(2027, 12, 31, tzinfo=UTC)):
            known = [by for since, by in changes if since <= moment][-1]
            assert timedelta(seconds=known) == moment.astimezone(ZoneInfo(zone)).utcoffset(), (zone, moment)
