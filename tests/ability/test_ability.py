"""What a developer gets from one typed function: checks, a form for the editor, a page, and a stand-in."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Literal

import msgspec
import pytest

from gorel import ability as abilities
from gorel.ability import Context, Doubt, Refused, ability, double, grants, says
from gorel.cases import doing

WORDS = {"sv": "Väga ett brev", "en": "Weigh a letter"}
CONTEXT = Context(job_key="c:1", case="c", type="post.weigh")


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    grams: Annotated[Decimal, says(sv="Vikt", en="Weight", help_sv="I gram", help_en="In grams")]
    how: Literal["letter", "parcel"] = "letter"
    urgent: bool = False
    marks: list[str] = []


class Weighed(msgspec.Struct, frozen=True):
    stamps: Annotated[int, says(sv="Frimärken", en="Stamps")]


@pytest.fixture
def weigh() -> Iterator[abilities.Ability]:
    @ability("post.weigh", title=WORDS, about=WORDS, retries=2, per_minute=30)
    def weigh(given: Letter, context: Context) -> Weighed | Doubt:
        if given.grams > 2000:
            return Doubt("post.too-heavy", {"sv": "För tungt", "en": "Too heavy"}, {"grams": given.grams})
        return Weighed(stamps=int(given.grams // 50) + 1)

    yield abilities.find("post.weigh")
    abilities.registry._KNOWN.pop("post.weigh")


def test_a_function_is_checked_when_it_is_declared() -> None:
    def untyped(given, context):
        return None

    def of_text(given: str, context: Context) -> None:
        return None

    def unsaid(given: Letter, context: Context) -> None:
        return None

    with pytest.raises(TypeError, match="must read"):
        ability("post.a", title=WORDS, about=WORDS)(untyped)
    with pytest.raises(TypeError, match=r"must take a msgspec\.Struct"):
        ability("post.a", title=WORDS, about=WORDS)(of_text)
    with pytest.raises(TypeError, match="title needs a text"):
        ability("post.a", title={}, about=WORDS)(unsaid)
    assert abilities.find("post.a") is None


def test_input_that_does_not_fit_names_the_field(weigh: abilities.Ability) -> None:
    wrong = doing.attempt(weigh, {"grams": "heavy"}, CONTEXT)
    assert (wrong.code, wrong.values["field"]) == ("job.wrong-input", "grams")
    missing = doing.attempt(weigh, {}, CONTEXT)
    assert (missing.code, missing.values["field"]) == ("job.missing-input", "grams")
    assert doing.attempt(weigh, {"grams": Decimal("50.0")}, CONTEXT) == doing.Done({"stamps": 2})


def test_its_element_template_gives_it_a_form_an_icon_and_help(weigh: abilities.Ability) -> None:
    made = abilities.template(weigh, "sv")
    assert (made["name"], made["elementType"]) == ("Väga ett brev", {"value": "bpmn:ServiceTask"})
    fields = {one["id"]: one for one in made["properties"] if "id" in one}
    assert fields["in.grams"]["description"] == "I gram"
    assert fields["in.grams"]["constraints"] == {"notEmpty": True}
    assert [choice["value"] for choice in fields["in.how"]["choices"]] == ["letter", "parcel"]
    assert (fields["in.urgent"]["type"], fields["in.marks"]["feel"]) == ("Boolean", "required")
    assert fields["out.stamps"]["binding"] == {"type": "zeebe:output", "source": "=stamps"}
    drawing = made["icon"]["contents"].removeprefix("data:image/svg+xml;base64,")
    assert base64.b64decode(drawing).startswith(b"<svg")
    bindings = [one["binding"] for one in made["properties"]]
    assert {"type": "zeebe:taskDefinition", "property": "type"} in bindings


def test_its_page_says_what_it_takes_and_how_it_runs(weigh: abilities.Ability) -> None:
    text = abilities.page(weigh)
    assert "| `grams` | number | required | Vikt | In grams |" in text
    assert "| `how` | `letter`, `parcel` | else `letter` | How |  |" in text
    assert "- at most 30 a minute" in text


def test_a_stand_in_checks_and_answers_as_told(weigh: abilities.Ability) -> None:
    with double("post.weigh", {"stamps": 7}) as calls:
        assert doing.attempt(abilities.find("post.weigh"), {"grams": 1}, CONTEXT) == doing.Done({"stamps": 7})
        assert doing.attempt(abilities.find("post.weigh"), {}, CONTEXT).code == "job.missing-input"
        assert [call.grams for call in calls] == [1]
    assert abilities.find("post.weigh") is weigh
    with double("post.weigh", Refused("closed")):
        assert doing.attempt(abilities.find("post.weigh"), {"grams": 1}, CONTEXT).code == "job.refused"
    with pytest.raises(msgspec.ValidationError), double("post.weigh", {"stamps": "many"}):
        pass


class Open:
    """Grants one secret to one host."""

    def secret(self, name: str, context: Context, *, host: str) -> str:
        if (name, host) != ("TOKEN", "api.example.org"):
            raise grants.NotGranted(f"{name} is not granted for {host}")
        return "hemligt-värde-77"


def test_a_secret_is_revealed_to_its_host_alone_and_blotted_out_of_all_that_is_kept(weigh: abilities.Ability) -> None:
    before = grants.use(Open())
    try:
        with pytest.raises(Refused, match="TOKEN is not granted"):
            grants.reveal("Bearer secrets.TOKEN", CONTEXT, host="evil.example.org")
        assert grants.reveal("Bearer secrets.TOKEN", CONTEXT, host="api.example.org") == "Bearer hemligt-värde-77"
        with double("post.weigh", RuntimeError("sent hemligt-värde-77")):
            assert "hemligt" not in str(doing.attempt(abilities.find("post.weigh"), {"grams": 1}, CONTEXT))
        doubt = Doubt("post.odd", {"sv": "Fick hemligt-värde-77"}, {"page": ["hemligt-värde-77"]})
        with double("post.weigh", doubt):
            assert "hemligt" not in str(doing.attempt(abilities.find("post.weigh"), {"grams": 1}, CONTEXT))
    finally:
        grants.use(before)
