"""The demo's clock goes where a person says, and never back."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from gorel.site.demo import moving

NOW = datetime(2020, 10, 15, 7, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("1h", datetime(2020, 10, 15, 8, 0, tzinfo=UTC)),
        ("3 d", datetime(2020, 10, 18, 7, 0, tzinfo=UTC)),
        ("2w", datetime(2020, 10, 29, 7, 0, tzinfo=UTC)),
        ("2020-10-21T09:00", datetime(2020, 10, 21, 7, 0, tzinfo=UTC)),  # Swedish summer time
        ("2020-11-01", datetime(2020, 10, 31, 23, 0, tzinfo=UTC)),
        ("2020-10-21T09:00+00:00", datetime(2020, 10, 21, 9, 0, tzinfo=UTC)),
    ],
)
def test_moment_is_read(text, moment):
    assert moving.read_moment(text, after=NOW) == moment


@pytest.mark.parametrize(
    ("text", "why"), [("soon", "unreadable"), ("", "unreadable"), ("2020-10-14", "before"), ("2040-01-01", "too-far")]
)
def test_moment_is_refused_with_the_reason(text, why):
    with pytest.raises(moving.NoSuchMoment, match=why):
        moving.read_moment(text, after=NOW)
