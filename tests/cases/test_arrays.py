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


def test_numbers_and_nothing() -> None:
    assert array("bigint", [1, -2, None, 2**63 - 1]) == "{1,-2,NULL,9223372036854775807}"
    assert array("bigint", []) == "{}"
    assert array("boolean", [True, None, False]) == "{t,NULL,f}"


def test_a_word_of_a_kind_is_a_text() -> None:
    assert array("text", [Case.RUNNING, mark_safe('a "b"')]) == '{"running","a \\"b\\""}'


def test_only_texts_have_a_place_among_texts() -> None:
    with pytest.raises(TypeError, match="float"):
        array("text", ["a", 1.5])  # type: ignore[list-item]


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "postgresql", reason="arrays are PostgreSQL's")
def test_postgresql_reads_every_text_as_it_is() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select * from unnest(%s::text[])", [array("text", TEXTS)])
        assert [row[0] for row in cursor.fetchall()] == TEXTS
        with pytest.raises((DataError, ValueError)):  # no text of PostgreSQL's may hold it
            cursor.execute("select %s::text[]", [array("text", ["a\x00b"])])
