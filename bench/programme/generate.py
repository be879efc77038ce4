"""Makes a week of Swedish programme points: the same ones for the same seed."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta

from gorel.accounts.models import Organisation
from gorel.ground import search
from gorel.programme.models import Point, Theme, Week

WEEK = date(2021, 10, 4)
PLACES = (
    "Alingsås", "Borås", "Eskilstuna", "Falun", "Gävle", "Göteborg", "Halmstad", "Helsingborg", "Jönköping", "Kalmar",
    "Karlstad", "Linköping", "Luleå", "Lund", "Malmö", "Norrköping", "Nyköping", "Skövde", "Sundsvall", "Södertälje",
    "Trelleborg", "Umeå", "Uppsala", "Varberg", "Växjö", "Örebro", "Örnsköldsvik", "Östersund",
)  # fmt: skip
THEMES = (
    "Artificiell intelligens", "Automatisering", "Användardriven innovation", "Hållbarhet", "Öppna data",
    "Välfärdsteknik", "Ledarskap", "Upphandling", "Test och demonstration", "Medskapande", "Tillgänglighet",
    "Cirkulär ekonomi",
)  # fmt: skip
WHAT = (
    "hemtjänsten", "bygglovet", "skolmåltiden", "biblioteket", "återbruket", "jouren", "kundtjänsten", "arkivet",
    "kollektivtrafiken", "äldreomsorgen", "fakturorna", "vattenverket", "förskolan", "näringslivet", "socialtjänsten",
    "medborgarlöftet",
)  # fmt: skip
FORMS = (
    "Så förändrade vi {}", "Från idé till vardag i {}", "Vad lärde vi oss av {}?", "Öppen verkstad om {}",
    "Digital medarbetare i {}", "Tio misstag kring {}", "Tillsammans för {}", "En timme om {}",
)  # fmt: skip
SENTENCES = (
    "Vi berättar hur arbetet började, vad som gick fel och vad som till slut fungerade.",
    "Deltagarna får pröva metoden och ta med sig en mall hem.",
    "Föreläsningen vänder sig till chefer, utvecklare och alla som möter invånare.",
    "Resultatet följs upp tillsammans med högskolan, och siffrorna är öppna för alla.",
    "Efteråt finns tid för frågor och för att hitta någon att samarbeta med.",
    "Lösningen bygger på öppen källkod och kan användas av vilken kommun som helst.",
)


def week(*, points: int = 2000, on_one_day: int = 400, seed: int = 2021) -> Week:
    """Write a published week: *on_one_day* points on its Monday, the rest over the other days, in rows at once."""
    chance = random.Random(seed)
    organisers = Organisation.objects.bulk_create(
        Organisation(name=f"{place} kommun", slug=search.stems(place).strip(), kind="municipality") for place in PLACES
    )
    owner = Organisation.objects.create(name="Veckans ägare", slug="agare", kind="agency")
    shown = Week.objects.create(
        slug="innovationsveckan", title_sv="Innovationsveckan", about_sv=" ".join(SENTENCES[:3]), starts_on=WEEK,
        ends_on=WEEK + timedelta(days=4), published_on=WEEK - timedelta(days=50), owner=owner,
    )  # fmt: skip
    shown.initiators.set(organisers[:4])
    themes = Theme.objects.bulk_create(
        Theme(week=shown, slug=f"tema-{number}", title_sv=title) for number, title in enumerate(THEMES)
    )
    made = Point.objects.bulk_create(
        _point(shown, number, WEEK + timedelta(days=0 if number < on_one_day else 1 + number % 4), organisers, chance)
        for number in range(points)
    )
    through = Point.themes.through
    through.objects.bulk_create(
        through(point_id=point.pk, theme_id=theme.pk) for point in made for theme in chance.sample(themes, 2)
    )
    return shown


def _point(shown: Week, number: int, day: date, organisers: list[Organisation], chance: random.Random) -> Point:
    organiser = chance.choice(organisers)
    start = datetime(day.year, day.month, day.day, 6, tzinfo=UTC) + timedelta(minutes=15 * chance.randrange(36))
    title = chance.choice(FORMS).format(chance.choice(WHAT))
    abstract = "\n\n".join(chance.sample(SENTENCES, 4))
    form = chance.choice(("digital", "digital", "physical", "both"))
    place = "" if form == "digital" else f"Stadshuset, {organiser.name.removesuffix(' kommun')}"
    return Point(
        week=shown, organiser=organiser, slug=f"punkt-{number}", title_sv=title, abstract_sv=abstract, on_date=day,
        starts_at=start, ends_at=start + timedelta(minutes=chance.choice((30, 45, 60, 90))), format=form, place=place,
        platform="" if form == "physical" else "Teams", language="sv", is_free=True, state="published",
        published_at=datetime(2021, 8, 20, tzinfo=UTC), submitted_at=datetime(2021, 6, 20, tzinfo=UTC),
        registration_state=chance.choice(("", "open", "open", "full", "closed")),
        search_text=search.stems(f"{title} {abstract} {organiser.name} {place}"),
    )  # fmt: skip
