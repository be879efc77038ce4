"""Rows reach PostgreSQL as they are, whatever stands in their texts."""

from __future__ import annotations

import pytest
from django.db import DataError, connection
from django.utils.safestring import mark_safe

from gorel.cases.models import Case
from gorel.cases.store.arrays import array

pytestmark = pytest.mark.db

TEXTS = [
    "", "NULL", "null", None, "a,b", "{}", '{"a": "b"}', 'say "hi"', "back\\slash", '\\"', "line\nline\ttab", " edge ",
    "Åsa 😀", "'; drop table x; --", "%s", "true",
]  # fmt: skip

SECRETS = [b"", b'\x00\xff\\"{', None, bytes(range(256))]
NUMBERS = [0.1, -1e300, None, 5e-324, float("inf")]


def test_numbers_and_nothing() -> None:
    assert array("bigint", [1, -2, None, 2**63 - 1]) == "{1,-2,NULL,9223372036854775807}"
    assert array("bigint", []) == "{}"
    assert array("boolean", [True, None, False]) == "{t,NULL,f}"


def test_a_word_of_a_kind_is_a_text() -> None:
    assert array("text", [Case.RUNNING, mark_safe('a "b"')]) == '{"running","a \\"b\\""}'


def test_what_has_no_words_is_refused() -> None:
    with pytest.raises(TypeError, match="tuple"):
        array("text", ["a", ("b",)])  # type: ignore[list-item]


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "postgresql", reason="arrays are PostgreSQL's")
def test_postgresql_reads_every_value_as_it_is() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select * from unnest(%s::text[])", [array("text", TEXTS)])
        assert [row[0] for row in cursor.fetchall()] == TEXTS
        cursor.execute("select * from unnest(%s::bytea[])", [array("bytea", SECRETS)])
        assert [None if row[0] is None else bytes(row[0]) for row in cursor.fetchall()] == SECRETS
        cursor.execute("select * from unnest(%s::float8[])", [array("float8", NUMBERS)])
        assert [row[0] for row in cursor.fetchall()] == NUMBERS
        with pytest.raises((DataError, ValueError)):  # no text of PostgreSQL's may hold it
            cursor.execute("select %s::text[]", [array("text", ["a\x00b"])])
