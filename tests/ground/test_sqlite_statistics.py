"""SQLite is told to look how full its tables are."""

from __future__ import annotations

import pytest
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
