"""Catalogues are read and written as gettext does, and what lacks its Swedish is found."""

from __future__ import annotations

import gettext
from pathlib import Path

import pytest

from gorel.ground import catalogue, messages

HEAD = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""
BODY = """# A comment
#: somewhere.py:1
msgid "Programme"
msgstr "Program"

msgctxt "of an organisation"
msgid "kind"
msgstr "slag"

msgid "kind"
msgstr "snäll"

msgid ""
"Two\\n"
"lines with \\"quotes\\" and a tab\\t"
msgstr "Två\\nrader"

msgid "%(n)s row"
msgid_plural "%(n)s rows"
msgstr[0] "%(n)s rad"
msgstr[1] "%(n)s rader"

#, fuzzy
msgid "A guess"
msgstr "En gissning"

msgid "Nothing"
msgstr ""
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "room" / "locale" / "sv" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text(HEAD + BODY, encoding="utf-8")
    return tmp_path


def test_python_reads_what_was_written(root: Path) -> None:
    assert messages.compile_all(root) == 1
    with (root / "room/locale/sv/LC_MESSAGES/django.mo").open("rb") as file:
        said = gettext.GNUTranslations(file)
    assert said.gettext("Programme") == "Program"
    assert (said.gettext("kind"), said.pgettext("of an organisation", "kind")) == ("snäll", "slag")
    assert said.gettext('Two\nlines with "quotes" and a tab\t') == "Två\nrader"
    assert [said.ngettext("%(n)s row", "%(n)s rows", n) for n in (0, 1, 2)] == [
        "%(n)s rader",
        "%(n)s rad",
        "%(n)s rader",
    ]
    assert (said.gettext("A guess"), said.gettext("Nothing")) == ("A guess", "Nothing")


def test_only_newer_catalogues_are_compiled(root: Path) -> None:
    assert [messages.compile_all(root), messages.compile_all(root)] == [1, 0]


def test_line_that_is_no_catalogue_is_named(tmp_path: Path) -> None:
    path = tmp_path / "django.po"
    path.write_text('msgid "a"\nmsgstr "b\n', encoding="utf-8")
    with pytest.raises(catalogue.BadCatalogue, match=r"django\.po:2: expected msgid"):
        catalogue.read(path)


def test_check_finds_what_lacks_its_swedish(root: Path) -> None:
    (root / "room" / "code.py").write_text(
        "from django.utils.translation import gettext as _, ngettext, pgettext\n"
        '_("Programme"), _("Missing in code"), pgettext("of an organisation", "kind"), pgettext("other", "kind")\n'
        'ngettext("%(n)s row", "%(n)s rows", 2)\n',
        encoding="utf-8",
    )
    templates = root / "room" / "templates"
    templates.mkdir()
    (templates / "page.html").write_text(
        "{% load i18n %}{% translate 'Programme' %}\n{% translate \"Missing it's\" %}\n"
        "{% blocktranslate count n=n %}{{ n }} row{% plural %}{{ n }} rows{% endblocktranslate %}"
        "{% blocktranslate %}Missing {{ name }}{% endblocktranslate %}",
        encoding="utf-8",
    )
    po = "room/locale/sv/LC_MESSAGES/django.po"
    assert messages.check(root) == [
        f"{po}:29: 'A guess' is not translated, or marked fuzzy",
        f"{po}:32: 'Nothing' is not translated, or marked fuzzy",
        "room/code.py:2: no Swedish for 'Missing in code'",
        "room/code.py:2: no Swedish for 'kind'",
        'room/templates/page.html:2: no Swedish for "Missing it\'s"',
        "room/templates/page.html:3: no Swedish for 'Missing %(name)s'",
    ]


def test_check_finds_placeholders_that_do_not_fit_and_doubles(root: Path) -> None:
    folder = root / "other" / "locale" / "sv" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text(
        HEAD + 'msgid "Hello %(name)s"\nmsgstr "Hej %(namn)s"\n\nmsgid "Programme"\nmsgstr "Programmet"\n\n'
        'msgid "Twice"\nmsgstr "Två"\n\nmsgid "Twice"\nmsgstr "Två"\n',
        encoding="utf-8",
    )
    found = [line for line in messages.check(root) if "fuzzy" not in line]
    po = "other/locale/sv/LC_MESSAGES/django.po"
    assert found == [
        f"{po}:6: the translation of 'Hello %(name)s' names namn, which the message lacks",
        f"{po}:6: the translation of 'Hello %(name)s' leaves out name",
        f"{po}:15: 'Twice' stands twice in this catalogue",
        f"room/locale/sv/LC_MESSAGES/django.po:8: 'Programme' is said otherwise in {po}",
    ]
