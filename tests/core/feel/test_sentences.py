"""Everything FEEL can say is said in Swedish and English, with the values that the code gives."""

import re
import string
from pathlib import Path

import pytest

from gorel.core import feel
from gorel.core.feel.sentences import SENTENCES
from gorel.core.problems import ModelError
from gorel.core.say import say

SOURCES = Path(feel.__file__).parent
# Codes made at run time out of a prefix.
MADE = {
    "feel.expected-name",
    "feel.expected-string",
    "feel.expected-type",
    "feel.expected-end",
    "feel.expected-range-end",
}


def codes() -> set[str]:
    text = "\n".join(path.read_text() for path in SOURCES.rglob("*.py") if path.name != "sentences.py")
    return set(re.findall(r'"(feel\.[a-z-]+)"', text)) | MADE


def test_every_code_has_a_sentence_and_every_sentence_a_code():
    assert set(SENTENCES) == codes()


def test_both_languages_use_the_same_values():
    def values(template: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(template) if name}

    assert {code: values(both["sv"]) for code, both in SENTENCES.items()} == {
        code: values(both["en"]) for code, both in SENTENCES.items()
    }


@pytest.mark.parametrize(
    ("text", "swedish"),
    [
        ("amount >", "tecken 9: Uttrycket slutar efter `>`. Väntade ett tal, ett namn eller ett annat värde."),
        ("if a then b", "tecken 12: Uttrycket slutar efter `b`, men `else` saknas."),
        ("[1, 2", "tecken 6: Uttrycket slutar efter `2`, men `]` saknas."),
        ("(1 2)", "tecken 4: Väntade `)`, men här står `2`."),
        ("1 + * 2", "tecken 5: Väntade ett tal, ett namn eller ett annat värde, men här står `*`."),
        ('"abc', "tecken 1: Texten som börjar här saknar avslutande citattecken."),
        ("1 )", "tecken 3: Uttrycket borde sluta före `)`. Saknas ett tecken, eller är namnet stavat på annat sätt "
         "än i modellen?"),
        ("x instance of 5", "tecken 15: Väntade namnet på en typ, till exempel number, string eller date, "
         "men här står `5`."),
    ],
)  # fmt: skip
def test_refused_text_says_where_and_what_was_expected(text, swedish):
    with pytest.raises(ModelError) as refused:
        feel.compile(text, names=["a", "b", "x", "amount"])

    assert say(refused.value.problems[0], "sv") == swedish


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("Salary * 12", "character 1: `Salary * 12` cannot be computed: `Salary` has no value."),
        ('Age + "1"', 'character 1: `+` does not work between a number and a string, in `Age + "1"`.'),
        ("Person.phone", "character 1: `Person` has nothing called `phone`. It has: name."),
        ("1 / 0", "character 1: `1 / 0` divides by zero."),
        ('Age > "18"', 'character 1: `Age > "18"` compares a number with a string, which does not work.'),
        ('date("2026-13-01")', "character 1: `2026-13-01` is no date, time, number or other value of the kind that was "
         "expected."),
        ('upper case(Age)', "character 1: The function `upper case` does not take values of the kinds (number), in "
         "`upper case(Age)`."),
    ],
)  # fmt: skip
def test_null_says_which_part_was_null_and_why(text, english):
    result = feel.compile(text, names=["Salary", "Age", "Person"]).evaluate(
        {"Salary": None, "Age": 20, "Person": {"name": "Ada"}}
    )

    assert result.value is None
    assert say(result.warnings[-1], "en") == english
