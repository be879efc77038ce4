"""The calendar file's own description of Swedish time."""

from __future__ import annotations

from datetime import datetime

import pytest

from gorel.attendance import calendar
from gorel.ground import clock


@pytest.mark.parametrize("year", [2020, 2026, 2037, 2045])
@pytest.mark.parametrize("month", range(1, 13))
def test_described_zone_is_swedish_time_all_year(year, month):
    told = calendar.stockholm().to_tz()
    for day in (1, 24, 31 if month in (3, 10) else 28):
        moment = datetime(year, month, day, 12)  # noqa: DTZ001 - a wall clock's time
        assert told.utcoffset(moment) == clock.ZONE.utcoffset(moment)
