"""Texts that organisers write are shown as they meant them, and can do no harm."""

from __future__ import annotations

import pytest

from gorel.programme import texts


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("**Öppna** data", "<p><strong>Öppna</strong> data</p>"),
        ("# Stort", "<h3>Stort</h3>"),
        ("en\ntvå\n\ntre", "<p>en<br>\ntvå</p>\n<p>tre</p>"),
        ("- en\n- två", "<ul>\n<li>en</li>\n<li>två</li>\n</ul>"),
        ("[sidan](https://example.se)", '<p><a href="https://example.se" rel="noopener noreferrer">sidan</a></p>'),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ("![bild](https://example.se/spion.png)", "<p></p>"),
    ],
)
def test_markdown_becomes_plain_safe_html(written, shown):
    assert texts.html(written).strip() == shown


def test_plain_text_is_one_line_cut_at_a_word():
    assert texts.plain("**Öppna** data\n\n- för & med <alla>") == "Öppna data för & med <alla>"
    assert texts.plain("ett två tre fyra fem", 12) == "ett två tre …"
    assert texts.plain("ett två tre fyra fem", 11) == "ett två …"


class Row:
    title_sv, title_en = "Svenska", ""


def test_a_text_that_lacks_the_language_is_said_in_the_other():
    assert (texts.said(Row(), "title", "sv"), texts.said(Row(), "title", "en")) == ("Svenska", "Svenska")
