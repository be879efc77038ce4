"""An organisation's own words in a letter read the same as HTML and as plain text, without marks."""

from __future__ import annotations

from gorel.robots.mail import marked

WORDS = (
    "Välkommen, **alla**!\n\n- kaffe\n- *te*\n\n1. gå in\n2. sätt dig\n\nLäs [mer](https://x.se/a) och <https://y.se>."
)


def test_marks_do_not_reach_the_plain_text() -> None:
    assert marked.plain(WORDS) == (
        "Välkommen, alla!\n\n- kaffe\n- te\n\n1. gå in\n2. sätt dig\n\nLäs mer (https://x.se/a) och https://y.se."
    )


def test_html_holds_nothing_that_runs() -> None:
    assert marked.html("Hej **du** [x](javascript:a) <script>b</script>") == (
        "<p>Hej <strong>du</strong> [x](javascript:a) &lt;script&gt;b&lt;/script&gt;</p>\n"
    )
