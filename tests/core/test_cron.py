"""When cron's five, six and seven fields come next."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from gorel.core import times

NOW = int(datetime(2026, 11, 22, 22, 0, tzinfo=UTC).timestamp()) * 1_000_000  # a Sunday evening


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("0 8 * * 1-5", "Mon 2026-11-23"), ("0 8 * * 0", "Sun 2026-11-29"), ("0 8 * * 7", "Sun 2026-11-29"),
        ("0 0 8 ? * 2-6", "Mon 2026-11-23"), ("0 0 8 ? * 1", "Sun 2026-11-29"), ("0 0 8 * * ? 2030", "Tue 2030-01-01"),
        ("0 0 8 * * 1-5", "Mon 2026-11-23"), ("0 0 8 * * 0", "Sun 2026-11-29"), ("0 0 8 * * 7", "Sun 2026-11-29"),
        ("0 0 8 * * MON#1", "Mon 2026-12-07"), ("0 0 8 ? * 6L", "Fri 2026-11-27"), ("0 0 8 L-2 * ?", "Sat 2026-11-28"),
        ("0 0 8 15W * ?", "Tue 2026-12-15"), ("@daily", "Mon 2026-11-23"),
    ],
)  # fmt: skip
def test_weekdays_count_as_whoever_wrote_them_counts(text: str, day: str) -> None:
    due = datetime.fromtimestamp(times.first_firing("cycle", text, NOW).due_at / 1e6, times.ZONE)
    assert f"{due:%a %Y-%m-%d}" == day
