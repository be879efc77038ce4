"""JUEL values, as users of the older dialect know them."""

from decimal import Decimal
from typing import Any

import pytest

from gorel.core import juel
from gorel.core.problems import ModelError

NAMES: dict[str, Any] = {
    "a": 3, "b": 2, "s": "Görel", "none": None, "l": [1, 2], "m": {"x": {"y": 7}}, "yes": True,
    "j": '{"namn": "Åsa", "barn": [1, 2]}',
}  # fmt: skip


def value(text: str) -> Any:
    return juel.compile(text).evaluate(NAMES.__getitem__)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("${a + b}", 5),
        ("${a - b * 2}", -1),
        ("${(a - b) * 2}", 2),
        ("${a / b}", Decimal("1.5")),
        ("${4 div 2}", 2),
        ("${-7 mod 3}", -1),
        ("${'1' + '2'}", 3),
        ("${none + 1}", 1),
        ("${a > b && b lt a}", True),
        ("${a == 3 and not (b eq 3)}", True),
        ("${'3' == a}", True),
        ("${none == null}", True),
        ("${none < 1}", False),
        ("${!yes || false}", False),
        ("${empty none}", True),
        ("${empty l}", False),
        ("${yes ? 'ja' : 'nej'}", "ja"),
        ("#{m.x.y}", 7),
        ("${m['x'].y}", 7),
        ("${m.saknas}", None),
        ("${m.saknas.mer}", None),
        ("${l[1]}", 2),
        ("${l[9]}", None),
        ("Hej ${s}, ${a} gånger", "Hej Görel, 3 gånger"),
        ("ingen", "ingen"),
        ("\\${s}", "${s}"),
        ("${'åäö}\\''}", "åäö}'"),
        ("${s.toUpperCase()}", "GÖREL"),
        ("${s.substring(1, 3)}", "ör"),
        ("${l.size()}", 2),
        ("${l.contains(2)}", True),
        ("${m.containsKey('x')}", True),
        ("${true}", True),
        ("${s.matches('G.*l')}", True),
        ("${s.matches('öre')}", False),
        ("${m.prop('x').prop('y').numberValue()}", 7),
        ("${S(j).prop('namn').stringValue()}", "Åsa"),
        ("${JSON(j).prop('barn').elements().size()}", 2),
        ("${S(m).hasProp('x')}", True),
    ],
)
def test_an_expression_has_the_value_it_has_in_the_older_dialect(text: str, expected: Any) -> None:
    found = value(text)
    assert (found, type(found)) == (expected, type(expected))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("${saknas}", "juel.unknown-name"),
        ("${empty saknas}", "juel.unknown-name"),
        ("${s + 1}", "juel.not-a-number"),
        ("${s.getClass()}", "juel.unknown-method"),
        ("${none.length()}", "juel.method-of-null"),
        ("${a / 0}", "juel.division-by-zero"),
        ("${'1e999999999' + 1}", "juel.number-too-big"),
        ("${1e999999999 + 1}", "juel.number-too-big"),
        ("${1e30 * 1e30 * 1e30}", "juel.number-too-big"),
        ("${l[1e99999999]}", "juel.number-too-big"),
        ("${s.substring(9)}", "juel.bad-arguments"),
        ("${l ? 1 : 2}", "juel.not-a-boolean"),
        ("${System.exit(1)}", "juel.unknown-name"),
    ],
)
def test_what_cannot_be_evaluated_says_why(text: str, code: str) -> None:
    with pytest.raises(juel.JuelError) as found:
        value(text)
    assert found.value.problem.code == code


@pytest.mark.parametrize(
    ("text", "position"),
    [("${a +}", 5), ("a ${", 4), ("${a b}", 4), ("${(a}", 4), ("${@}", 2), ("${" + "9" * 5000 + "}", 2)],
)
def test_a_text_that_does_not_parse_says_where(text: str, position: int) -> None:
    with pytest.raises(ModelError) as found:
        juel.compile(text)
    assert [problem.where.position for problem in found.value.problems] == [position]


class Thing:
    def get(self, name: str) -> Any:
        return {"id": "7"}[name]

    def call(self, name: str, arguments: list[Any]) -> Any:
        raise KeyError(name)


def test_an_object_of_the_host_answers_but_is_no_value() -> None:
    names = {"thing": Thing()}
    assert juel.compile("${thing.id}").evaluate(names.__getitem__) == "7"
    for text, code in (
        ("${thing}", "juel.no-value"), ("${thing.x}", "juel.unknown-name"), ("${thing.go()}", "juel.unknown-method"),
    ):  # fmt: skip
        with pytest.raises(juel.JuelError) as found:
            juel.compile(text).evaluate(names.__getitem__)
        assert found.value.problem.code == code


def test_moments_move_by_calendar_and_become_text() -> None:
    names = {**NAMES, "now()": 1_603_180_800_000_000}
    text = juel.compile("${now().plusDays(7).toString()}").evaluate(names.__getitem__)
    assert text == "2020-10-27T10:00:00+01:00"
