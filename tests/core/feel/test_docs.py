"""The examples of docs/feel.md are true."""

import doctest
from pathlib import Path

PAGE = Path(__file__).parents[3] / "docs" / "feel.md"


def test_examples_of_the_page_give_what_they_show():
    text = PAGE.read_text(encoding="utf-8").replace("```", "\n")
    test = doctest.DocTestParser().get_doctest(text, {}, "feel.md", str(PAGE), 0)
    said: list[str] = []
    runner = doctest.DocTestRunner()
    runner.run(test, out=said.append)

    assert (runner.failures, runner.tries > 20) == (0, True), "".join(said)
