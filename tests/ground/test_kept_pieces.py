"""What is kept between pages is never older than what it was made from, and costs few questions."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from django.template import Context, Template
from django.utils import translation

from gorel.accounts.models import Organisation
from gorel.ground.memory import Memory
from gorel.ground.prepared import Prepared

pytestmark = pytest.mark.django_db


def test_a_kept_piece_is_made_once_for_each_key_and_language():
    made = []
    held = Template("{% load gorel %}{% piece 'a-test' version %}{{ make }}{% endpiece %}")

    def render(version):
        return held.render(Context({"version": version, "make": lambda: made.append(version) or f"{version}!"}))

    assert [render(1), render(1), render(2)] == ["1!", "1!", "2!"]
    with translation.override("en"):
        assert render(1) == "1!"
    assert made == [1, 2, 1]


def test_a_piece_whose_first_value_is_none_is_made_anew_each_time():
    held = Template("{% load gorel %}{% piece 'unkept' version %}{{ word }}{% endpiece %}")
    assert [held.render(Context({"version": None, "word": word})) for word in ("one", "two")] == ["one", "two"]


def test_the_least_used_piece_leaves_a_full_memory_first():
    memory: Memory[str] = Memory(2)
    for key in ("a", "b", "a", "c"):
        memory.one(key, lambda key=key: key)
    made = []
    for key in ("a", "c", "b"):
        memory.one(key, lambda key=key: made.append(key) or key)
    assert made == ["b"]


def test_a_prepared_question_answers_as_the_queryset_does(django_assert_num_queries):
    for name in ("Öckerö", "Åre", "Ödeshög"):
        Organisation.objects.create(name=name, slug=name.lower(), kind="municipality")
    columns = ("pk", "uid", "name", "is_publicly_owned")

    def make(kind, first):
        return Organisation.objects.filter(kind=kind, pk__gte=first).order_by("name").values_list(*columns)

    asked = Prepared(make, kind=str, first=int)
    everybody = list(make("municipality", 0))
    with django_assert_num_queries(3):
        assert asked.rows(kind="municipality", first=0) == everybody
        assert asked.rows(kind="region", first=0) == []
        assert asked.rows(kind="municipality", first=everybody[0][0] + 1000) == []


def test_a_prepared_question_must_ask_for_every_value():
    with pytest.raises(ValueError, match="does not ask for day"):
        Prepared(lambda day: Organisation.objects.values_list("pk"), day=date).rows(day=date(2025, 1, 1))


def test_a_prepared_question_gives_objects_with_their_relations_as_the_queryset_does(django_assert_num_queries):
    whole = Organisation.objects.create(name="Åre", slug="are", kind="municipality")
    twin = Organisation.objects.create(name="Åre kommun", slug="are-kommun", kind="municipality", merged_into=whole)
    asked = Prepared(lambda uid: Organisation.objects.select_related("merged_into").filter(uid=uid), uid=UUID)
    with django_assert_num_queries(3):
        assert asked.get(uid=twin.uid).merged_into.name == "Åre"
        assert asked.get(uid=whole.uid).merged_into is None
        assert asked.objects(uid=UUID(int=1)) == []
    with pytest.raises(Organisation.DoesNotExist):
        asked.get(uid=UUID(int=1))
