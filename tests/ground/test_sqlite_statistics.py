"""SQLite is told to look how full its tables are."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.db import connection

from gorel.accounts.models import Organisation
from gorel.ground.sqlite import statistics

pytestmark = pytest.mark.db


@pytest.mark.django_db
def test_a_home_knows_how_full_its_tables_are() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL looks by itself")
    for number in range(20):
        Organisation.objects.create(name=f"Stad {number}", slug=f"stad-{number}")
    statistics.learn()
    with connection.cursor() as cursor:
        cursor.execute("select max(cast(stat as integer)) from sqlite_stat1 where tbl = 'accounts_organisation'")
        assert cursor.fetchone() == (20,)


@pytest.mark.django_db
def test_a_running_home_looks_at_one_index_at_a_time_and_one_process_does_it_once_a_day(monkeypatch) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL looks by itself")
    for number in range(20):
        Organisation.objects.create(name=f"Stad {number}", slug=f"stad-{number}")
    cache.clear()
    assert statistics.learn_on() == 1
    others: list[str] = []
    with monkeypatch.context() as another_process:
        another_process.setattr(statistics, "_left", others)
        assert (statistics.learn_on(), others) == (0, [])
    while statistics.learn_on():
        pass
    with connection.cursor() as cursor:
        cursor.execute("select max(cast(stat as integer)) from sqlite_stat1 where tbl = 'accounts_organisation'")
        assert cursor.fetchone() == (20,)
        cursor.execute("pragma analysis_limit")
        assert cursor.fetchone() == (0,)
    statistics.learn()  # a home that is started has looked at all
    assert statistics.learn_on() == 0
