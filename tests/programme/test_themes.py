"""A week's own colours and logo: tokens alone, measured before they are taken, in light and dark."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation

from gorel.ground.colours import contrast
from gorel.programme import themes, weeks
from gorel.programme.models import Week, WeekLogo

pytestmark = pytest.mark.db
GREEN = """[light]
band = "#1f4630"
link = "#1d5c39"
mark = "#a06c0e"
[dark]
link = "#9BD8B1"
"""
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40


def test_what_is_measured_against_is_what_the_pages_have():
    text = (Path(themes.__file__).parents[1] / "ground/static/ground/css/tokens.css").read_text(encoding="utf-8")
    light, _mark, dark = text.partition("prefers-color-scheme: dark")
    for scheme, part in (("light", light), ("dark", dark)):
        known = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", part))
        house = themes.HOUSE[scheme]
        assert house.grounds == (known["paper"], known["surface"], known["sunken"])
        assert house.colours == {"band": known["band"], "link": known["sea"], "mark": known["rust-mark"]}
        assert (house.band_ink, house.on_link) == (known["band-ink"], known["on-sea"])


def test_colours_become_tokens_and_all_that_is_mixed_from_them_can_be_read():
    written = themes.css(GREEN)
    light, dark = (dict(re.findall(r"--([a-z-]+):(#[0-9a-f]{6});", part)) for part in written.split("@media")[1:])
    assert (light["sea"], light["rust-mark"], dark) == ("#1d5c39", "#a06c0e", dark | {"sea": "#9bd8b1"})
    assert contrast(light["band-ink-muted"], light["band"]) >= 4.5
    assert contrast(light["band-edge"], light["band"]) >= 3
    for tokens in (light, dark):
        assert contrast(tokens["sea"], tokens["sea-soft"]) >= 4.5
    assert themes.css("") == ""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[light]\nlink = "#ffcc00"', ["[light] link: #ffcc00 syns för lite mot sidans bakgrund: 1.3 till 1",
                                      "syns för lite mot texten på en knapp"]),
        ('[light]\nlink = "red; } body { display: none"', ["skriv färgen som # och sex tecken"]),
        ('[light]\nfont = "#000000"', ["[light] har inget som heter ”font”. Det kan ha band, link, mark."]),
        ("body { color: red }", ["Det här går inte att läsa som TOML"]),
        ('[natt]\nlink = "#000000"', ["”natt” är okänt"]),
        ("x" * 3000, ["högst 2000 tecken"]),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_is_refused_with_what_to_do(text, said):
    with translation.override("sv"), pytest.raises(themes.NotATheme) as refused:
        themes.read(text)
    assert [part in fault for part, fault in zip(said, refused.value.faults, strict=True)] == [True] * len(said)


def test_the_editor_gives_the_week_its_colours_and_logo_and_everybody_sees_them(world):
    client, public = Client(), Client()
    client.force_login(world.erik)
    address = f"/my-weeks/{world.week.slug}/"
    page = client.get(address)
    given = {name: value for name, value in page.context["form"].initial.items() if value is not None}
    given |= {"call_opens_at": "", "call_closes_at": "", "part_of": ""}
    assert (given["light_band"], given["dark_link"]) == ("#0c3f5c", "#93cce6"), "the house's, to choose from"
    refused = client.post(address, given | {"light_link": "#ffff00"})
    assert refused.status_code == 400
    assert "#ffff00 syns för lite mot" in refused.context["form"].errors["light_link"][0]
    assert client.post(address, given | {"light_link": "red"}).status_code == 400
    client.post(address, given)
    assert Week.objects.get().theme == "", "what is the house's already is no colour of its own"
    green = {"light_band": "#1f4630", "light_link": "#1d5c39", "light_mark": "#a06c0e", "dark_link": "#9BD8B1"}
    client.post(address, given | green | {"logo_file": SimpleUploadedFile("logo.png", PNG)})
    week = Week.objects.get()
    text = public.get(week.get_absolute_url()).content.decode()
    assert (week.theme_url in text, week.logo_url in text) == (True, True)
    sheet = public.get(week.theme_url)
    assert (sheet["Content-Type"], "#1d5c39" in sheet.content.decode()) == ("text/css; charset=utf-8", True)
    assert public.get(week.logo_url).content == PNG
    following = weeks.copy(week)
    assert (following.theme, following.logo.content) == (GREEN.strip().lower(), PNG)
    assert 'value="#9bd8b1"' in client.get(address).content.decode()
    client.post(address, given | green | {"plain_colours": "on", "drop_logo": "on"})
    assert (Week.objects.get(pk=week.pk).logo_url, WeekLogo.objects.filter(week=week).exists()) == ("", False)
    assert public.get(week.theme_url).status_code == 404
