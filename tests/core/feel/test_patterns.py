"""XQuery's regular expressions: what Python's `re` does otherwise, and what is refused."""

import re
from random import Random

import pytest

from gorel.core.feel.problems import Failure
from gorel.core.feel.regex import compile_pattern, replace


def found(text: str, pattern: str, flags: str = "") -> tuple[str | None, ...] | None:
    match = compile_pattern(pattern, flags).search(text)
    return match.groups if match else None


@pytest.mark.parametrize(
    ("text", "pattern", "flags", "groups"),
    [
        ("hello", "hel(l)o", "", ("hello", "l")),
        ("abracadabra", "a.*?a", "", ("abra",)),
        ("aab", "(a|ab)(c|bcd)?(d*)", "", ("a", "a", None, "")),
        ("aXaX", r"^((a)X)+\2?$", "", ("aXaX", "aX", "a")),
        ("aA", r"(a)\1", "i", ("aA", "a")),
        ("Q", "[^q]", "i", None),
        ("x", r"\p{Lu}", "i", None),
        ("xyz", "[x-z-[y]]+", "", ("x",)),
        ("ÅÄÖ", r"\p{Lu}{3}", "", ("ÅÄÖ",)),
        ("λ", r"\p{IsGreek}", "", ("λ",)),
        ("a\nb", "a.b", "", None),
        ("a\nb", "a.b", "s", ("a\nb",)),
        ("a\nb", "^b$", "m", ("b",)),
        ("a\n", "a$", "", None),
        ("a b", "a b", "x", None),
        ("a b", "a[ ]b", "x", ("a b",)),
        ("a.b", "a.b", "q", ("a.b",)),
        ("axb", "a.b", "q", None),
        ("xay", r"\i\c*", "", ("xay",)),
        ("()", r"\(\)", "", ("()",)),
        ("", "()*", "", ("", None)),
        ("bbbb", "(b){2,3}?", "", ("bb", "b")),
    ],
)
def test_pattern_finds(text: str, pattern: str, flags: str, groups: tuple[str | None, ...] | None):
    assert found(text, pattern, flags) == groups


@pytest.mark.parametrize(
    "pattern",
    ["(", ")", "[", "[]", "[^]", "[b-a]", "[[a]]", "a{2,1}", "a{,2}", "*a", "a**", r"\1", r"(a)\2", r"(a\1)", r"\q",
     r"\p{Foo}", r"\p{IsFoo}", r"\p", "]", "}", "a\\", "(?=a)", "(?<n>a)", r"[\1]"],
)  # fmt: skip
def test_pattern_is_refused(pattern: str):
    with pytest.raises(Failure) as refused:
        compile_pattern(pattern)

    assert refused.value.code == "feel.bad-pattern"


def test_simple_patterns_find_what_pythons_do():
    chance = Random(3)
    parts = ("a", "b", ".", "[ab]", "[^a]", "(a|b)", "(?:ab)", "a*", "b+?", "(ab)*", "(a|ab)?", "^", "$", "b{1,2}")
    for _ in range(3000):
        pattern = "".join(chance.choice(parts) for _ in range(chance.randint(1, 5)))
        text = "".join(chance.choice("abc") for _ in range(chance.randint(0, 7)))
        theirs = re.search(pattern, text)
        ours = compile_pattern(pattern).search(text)
        assert (ours and (ours.start, ours.end)) == (theirs and theirs.span()), (pattern, text)


@pytest.mark.parametrize(
    ("text", "pattern", "replacement", "result"),
    [
        ("abcd", "(ab)|(a)", "[1=$1][2=$2]", "[1=ab][2=]cd"),
        ("abc", "b", r"\$\\", r"a$\c"),
        ("abc", "(b)", "$12", "ab2c"),
        ("abc", "b", "$1", "ac"),
        ("facetiously", "[iouy]", "[$0]", "facet[i][o][u]sl[y]"),
    ],
)
def test_replacement_uses_groups(text: str, pattern: str, replacement: str, result: str):
    assert replace(compile_pattern(pattern), text, replacement) == result
