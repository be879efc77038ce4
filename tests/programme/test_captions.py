"""What is wrong with captions is said in plain words."""

from __future__ import annotations

import pytest
from django.utils import translation

from gorel.programme import captions, recordings

GOOD = """WEBVTT

NOTE written by hand

1
00:00:01.000 --> 00:00:04.000 align:start
<v Anna>Välkomna till Öppna data.

00:00:05.000 --> 00:00:09.500
I dag talar vi om bussar.

00:00:20.000 --> 00:00:57.000
Och sedan tar vi frågor.
"""


@pytest.fixture(autouse=True)
def _swedish():
    with translation.override("sv"):
        yield


def said(text: str, length_s: int | None = None) -> list[str]:
    return [one.sentence for one in captions.check(captions.read(text), length_s=length_s)]


def vtt(*cues: tuple[str, str, str]) -> str:
    return "WEBVTT\n\n" + "\n\n".join(f"{starts} --> {ends}\n{text}" for starts, ends, text in cues)


def test_good_captions_have_no_faults_and_are_read_without_their_marks():
    assert said(GOOD, 60) == []
    assert captions.read(GOOD).cues[0].text == "Välkomna till Öppna data."


@pytest.mark.parametrize(
    ("text", "length_s", "expected"),
    [
        ("WEBVTT\n", None, "Det finns ingen textning i filen."),
        (GOOD.removeprefix("WEBVTT\n"), None, "Filen börjar inte med WEBVTT. Spara texten som WebVTT (.vtt), inte som .srt eller vanlig text."),  # noqa: E501
        (vtt(("00:01.000", "00:02.000", "Hej"), ("00:05.000", "00:04.000", "Då")), None, "Texten vid 0:05 slutar innan den börjar."),  # noqa: E501
        (vtt(("00:05.000", "00:06.000", "Då"), ("00:01.000", "00:02.000", "Hej")), None, "Texterna står inte i ordning: den vid 0:01 kommer efter en senare."),  # noqa: E501
        (vtt(("00:01.000", "00:04.000", "Hej"), ("00:03.000", "00:06.000", "Då")), None, "1 text börjar innan den förra har slutat, vid 0:03."),  # noqa: E501
        (vtt(("00:01.000", "00:04.000", "Hej"), ("00:03.950", "00:06.000", "Då")), None, None),
        (vtt(("00:01.000", "00:02.000", "Hej"), ("03:00.000", "03:02.000", "Då")), None, "Det finns ingen text på 2:58 minuter från 0:02. Om ingen talar då, skriv vad som hörs, till exempel [musik] eller [paus]."),  # noqa: E501
        (vtt(("00:01.000", "00:50.000", "Hej")), 3600, "Texten slutar vid 0:50, men filmen håller på till 1:00:00."),
        (vtt(("00:01.000", "50:00.000", "Hej")), 600, "Texten håller på till 50:00, men filmen är 10:00 lång. Hör texten till den här filmen?"),  # noqa: E501
        (vtt(("05:01.000", "09:59.000", "Hej")), 600, "Texten börjar vid 5:01; filmen före det har ingen."),
        (vtt(*[(f"00:{at:02}.000", f"00:{at:02}.900", "En lång text som ingen hinner läsa") for at in range(9)]), None, "9 texter visas för kort tid för att hinna läsas, den första vid 0:00."),  # noqa: E501
        ("WEBVTT\n\n1:00 --> 2:00\nHej\n\n" + GOOD.removeprefix("WEBVTT"), None, "Rad 3 i textningen går inte att läsa: ”1:00 --> 2:00”. Skriv till exempel 00:01:02.000 --> 00:01:05.500."),  # noqa: E501
    ],
)  # fmt: skip
def test_what_is_wrong_with_captions_is_said_in_plain_words(text, length_s, expected):
    assert said(text, length_s) == ([expected] if expected else [])


def test_subrip_is_taken_as_webvtt():
    text = captions.srt_as_vtt("1\r\n00:00:01,000 --> 00:00:04,000\r\nHej\r\n")
    assert captions.read(text).cues == [captions.Cue(1.0, 4.0, "Hej")]


def test_chapters_are_lines_with_a_time_first():
    found, wrong = recordings.read_chapters("0:00 Välkommen\n12:30 – Frågor\nslut")
    assert ([(one.starts, one.title) for one in found], wrong) == ([(0, "Välkommen"), (750, "Frågor")], ["slut"])
