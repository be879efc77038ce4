"""What the docs say of her own abilities is what the code says, and each speaks both languages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gorel import ability
from gorel.ability import fields_of
from gorel.site.command import main

DOCS = Path(__file__).parents[2] / "docs"
HERS = {type: one for type, one in ability.known().items() if one.run.__module__.startswith("gorel.robots.")}


def test_every_ability_has_its_page_and_no_page_is_left_over() -> None:
    pages = {path.name.removesuffix(".md"): path.read_text(encoding="utf-8") for path in (DOCS / "abilities").iterdir()}
    assert pages == {type: ability.page(one) for type, one in HERS.items()}, "gorel abilities --pages docs/abilities"
    index = (DOCS / "abilities.md").read_text(encoding="utf-8")
    assert [type for type in HERS if f"(abilities/{type}.md)" not in index] == []


@pytest.mark.parametrize("type", sorted(HERS))
def test_each_speaks_both_languages_and_has_an_icon(type: str) -> None:
    one = HERS[type]
    assert one.icon
    assert {*one.title, *one.about} == {"sv", "en"}
    unsaid = [field.name for field in (*fields_of(one.takes), *fields_of(one.gives)) if {"sv", "en"} - set(field.words)]
    assert unsaid == []
    for language in ("sv", "en"):
        made = ability.template(one, language)
        assert [each["label"] for each in made["properties"] if "label" in each and not each["label"]] == []


def test_templates_are_written_for_the_editor(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "weighing.py").write_text(
        "import msgspec\nfrom gorel.ability import Context, ability\n"
        "class Letter(msgspec.Struct):\n    grams: float\n"
        'WORDS = {"sv": "Väg brev", "en": "Weigh"}\n'
        '@ability("post.weigh_in_test", title=WORDS, about=WORDS)\n'
        "def weigh(given: Letter, context: Context) -> None:\n    return None\n",
        encoding="utf-8",
    )
    try:
        with pytest.raises(SystemExit) as ended:
            main(["abilities", "--abilities", str(tmp_path / "weighing.py"), "--templates", str(tmp_path / "out")])
        assert ended.value.code == 0
        made = json.loads((tmp_path / "out/post.weigh_in_test.json").read_text(encoding="utf-8"))
        assert (made["name"], made["id"]) == ("Väg brev", "gorel.post.weigh_in_test")
        with pytest.raises(SystemExit) as refused:
            main(["abilities", "post.unknown"])
        assert refused.value.code == 1
        assert "She has no ability 'post.unknown'" in capsys.readouterr().err
    finally:
        ability.registry._KNOWN.pop("post.weigh_in_test", None)
