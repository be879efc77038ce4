"""Lists whose rows people add and take away, on a page without script."""

from __future__ import annotations

import pytest

from gorel import forms

LIST = {
    "id": "visits", "components": [
        {"type": "textfield", "key": "place", "label": "Plats", "properties": {"label.en": "Place"}},
        {"type": "dynamiclist", "id": "people", "path": "people", "label": "Personer",
         "properties": {"label.en": "People"},
         "components": [
            {"type": "textfield", "key": "name", "label": "Namn", "validate": {"required": True},
             "properties": {"label.en": "Name"}},
            {"type": "radio", "key": "food", "label": "Mat", "properties": {"label.en": "Food"},
             "values": [{"label": "Allt", "value": "all"}, {"label": "Annat", "value": "other"}]},
            {"type": "textfield", "key": "which", "label": "Vilken mat?", "validate": {"required": True},
             "conditional": {"hide": "=food != \"other\""}, "properties": {"label.en": "Which food?"}},
         ]},
    ],
}  # fmt: skip


def post(**more: str) -> dict[str, str]:
    return {"place": "Lund", "people.rows": "2", "people[0].name": "Åsa", "people[0].food": "all",
            "people[1].name": "Bo", "people[1].food": "other", "people[1].which": "Vegan"} | more  # fmt: skip


def test_the_schema_is_right_and_says_what_is_not():
    assert forms.check(LIST) == []
    broken = {"components": [{"type": "dynamiclist", "path": "p", "label": "L", "properties": {"label.en": "L"},
                              "components": [{"type": "textfield", "label": "x", "properties": {"label.en": "x"}},
                                             {"type": "map", "key": "m"}]}]}  # fmt: skip
    assert [problem.code for problem in forms.check(broken)] == [
        "forms.schema.unknown-type", "forms.schema.no-key",
    ]  # fmt: skip


def test_rows_are_read_as_a_list_and_hidden_fields_of_one_row_are_cleared():
    answer = forms.read(LIST, post() | {"people[0].which": "göms"})
    assert answer.is_good
    assert answer.values == {
        "place": "Lund",
        "people": [
            {"name": "Åsa", "food": "all", "which": None},
            {"name": "Bo", "food": "other", "which": "Vegan"},
        ],
    }


def test_what_is_wrong_says_in_which_row_and_links_to_its_field():
    answer = forms.read(LIST, post(**{"people[1].which": "", "people[0].name": ""}))
    assert sorted(answer.problems) == ["people[0].name", "people[1].which"]
    summary = forms.summary(LIST, answer.problems)
    assert '<a href="#f-people-0--name">1: Fyll i ”Namn”.</a>' in summary
    page = forms.render(LIST, answer.values, answer.problems)
    assert 'id="f-people-0--name"' in page
    assert 'name="people[1].which"' in page


def test_an_empty_row_at_the_end_is_no_answer_and_no_fault():
    answer = forms.read(LIST, post(**{"people.rows": "3"}))
    assert answer.is_good
    assert len(answer.values["people"]) == 2
    assert forms.read(LIST, {"place": "Lund", "people.rows": "1"}).values["people"] == []


def test_buttons_add_and_take_away_rows_and_send_nothing():
    added = forms.read(LIST, post(**{"add-row": "people"}))
    assert (added.is_good, added.problems) == (False, {})
    page = forms.render(LIST, added.values, added.problems)
    assert page.count("Ta bort raden") == 3
    assert 'value="Vegan"' in page
    taken = forms.read(LIST, post(**{"take-row": "people#0"}))
    assert [row["name"] for row in taken.values["people"]] == ["Bo"]
    assert forms.read(LIST, post(**{"take-row": "people#77"})).values["people"][1]["name"] == "Bo"
    assert forms.read(LIST, post(**{"add-row": "place"})).is_good, "no list is called so"


def test_a_new_form_has_one_row_and_the_first_button_sends_it():
    page = forms.render(LIST)
    assert page.count('class="field-row-group"') == 1
    assert page.index('aria-hidden="true"></button>') < page.index("add-row")
    assert 'name="people.rows" value="1"' in page


def test_no_more_rows_than_fifty_are_read_whatever_is_sent():
    answer = forms.read(LIST, {"people.rows": "9999", "people[49].name": "Sist", "people[50].name": "Utanför"})
    assert len(answer.values["people"]) == 50
    assert len(forms.read(LIST, {"people.rows": "99999"}).values["people"]) == 0


def test_answers_are_told_row_by_row():
    page = forms.render(LIST, forms.read(LIST, post()).values, readonly=True)
    assert "<dt>1: Namn</dt><dd>Åsa</dd>" in page
    assert "<dt>2: Vilken mat?</dt><dd>Vegan</dd>" in page
    assert "1: Vilken mat?" not in page


@pytest.mark.parametrize(("decision", "expected"), [("yes", 1), ("no", None)])
def test_a_whole_list_hides_by_an_answer_outside_it(decision, expected):
    schema = {"components": [
        {"type": "radio", "key": "d", "label": "D", "values": [{"label": "Ja", "value": "yes"},
                                                               {"label": "Nej", "value": "no"}]},
        LIST["components"][1] | {"conditional": {"hide": "=d != \"yes\""}},
    ]}  # fmt: skip
    answer = forms.read(schema, {"d": decision, "people.rows": "1", "people[0].name": "Åsa"})
    assert answer.is_good
    assert (answer.values["people"] and len(answer.values["people"])) == expected


def test_lists_stand_in_lists():
    schema = {"components": [{"type": "dynamiclist", "path": "days", "label": "Dagar", "components": [
        {"type": "textfield", "key": "day", "label": "Dag"},
        {"type": "dynamiclist", "path": "talks", "label": "Pass", "components": [
            {"type": "textfield", "key": "title", "label": "Titel"},
            {"type": "textfield", "key": "note", "label": "Not", "conditional": {"hide": "=parent.day = \"må\""}},
        ]},
    ]}]}  # fmt: skip
    sent = {"days.rows": "2", "days[0].day": "må", "days[0].talks.rows": "1", "days[0].talks[0].title": "A",
            "days[0].talks[0].note": "göms", "days[1].talks.rows": "2", "days[1].talks[1].title": "C"}  # fmt: skip
    answer = forms.read(schema, sent)
    assert answer.values == {"days": [
        {"day": "må", "talks": [{"title": "A", "note": None}]},
        {"day": None, "talks": [{"title": None, "note": None}, {"title": "C", "note": None}]},
    ]}  # fmt: skip
    assert 'name="days[1].talks[1].title"' in forms.render(schema, answer.values)
    more = forms.read(schema, sent | {"add-row": "days[0].talks"})
    assert [len(day["talks"]) for day in more.values["days"]] == [2, 2]
