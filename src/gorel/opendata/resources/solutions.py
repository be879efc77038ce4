"""Solutions that somebody has in use, and how many others have introduced them. Nothing of who wrote the idea."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum

from gorel.ideas.models import Adoption, Solution
from gorel.ideas.words import State
from gorel.opendata.resources import rows
from gorel.opendata.resources.described import described
from gorel.opendata.shape import Change, Field, Gone, Item, Resource, Said, day, moment

_STATES = {"published": Said("i bruk", "in use"), "retired": Said("inte längre i bruk", "no longer in use")}

FIELDS = (
    rows.ID,
    Field("url", "address", Said("Lösningens sida.", "The solution's page."), "https://gorel.example/ideas/solutions/sopor/", False),
    Field("state", "text", Said("Hur den står.", "How it stands."), "published", False, _STATES),
    Field("language", "text", Said("Språket den är skriven på.", "The language that it is written in."), "sv", False,
          {"sv": Said("svenska", "Swedish"), "en": Said("engelska", "English")}),
    Field("title", "text", Said("Namn.", "Name."), "Sortera rätt på stranden", False),
    Field("what", "text", Said("Vad den är, i Markdown.", "What it is, in Markdown."), "En skylt per kärl.", False),
    Field("for_whom", "text", Said("För vem.", "For whom."), "Den som sköter stränder"),
    Field("evidence", "text", Said("Vad som visar att den fungerar.", "What shows that it works."), "Hälften så mycket skräp."),
    Field("success_factors", "text", Said("Vad som krävs för att lyckas.", "What it takes to succeed."), "En ansvarig per strand."),
    Field("organisation", "text", Said("Vems den är.", "Whose it is."), "Göteborgs Stad", False),
    Field("introduced_by", "whole", Said("Antal organisationer som har infört den.",
                                         "Number of organisations that have introduced it."), 3, False),
    Field("minutes_freed_elsewhere", "number", Said("Frigjorda minuter hos dem, som de har rapporterat.",
                                                    "Minutes freed there, as they have reported."), 4800.0, False),
    Field("published_on", "date", Said("När den publicerades.", "When it was published."), "2021-10-08", False),
    rows.CHANGED,
)  # fmt: skip


def items(found: Sequence[Solution]) -> list[Item]:
    """Return the items of some solutions. Two queries."""
    keys = [one.pk for one in found]
    loaded = Solution.objects.select_related("organisation").in_bulk(keys)
    confirmed = Adoption.objects.filter(solution__in=keys, is_confirmed=True).exclude(state=State.CLOSED)
    spread = {
        solution: (count, minutes or Decimal(0))
        for solution, count, minutes in confirmed.order_by()
        .values_list("solution")
        .annotate(Count("pk"), Sum("minutes_freed"))
    }
    return [_item(loaded[key], *spread.get(key, (0, Decimal(0)))) for key in keys if key in loaded]


def _item(one: Solution, count: int, minutes: Decimal) -> Item:
    return {
        "id": str(one.uid),
        "url": rows.address(one.get_absolute_url()),
        "state": str(one.state),
        "language": one.language,
        "title": one.title,
        "what": one.what,
        "for_whom": one.for_whom or None,
        "evidence": one.evidence or None,
        "success_factors": one.success_factors or None,
        "organisation": one.organisation.name,
        "introduced_by": count,
        "minutes_freed_elsewhere": float(minutes),
        "published_on": day(one.published_at.date()) if one.published_at else None,
        "changed_at": moment(one.changed_at),
    }


def _seen() -> QuerySet[Solution]:
    return Solution.objects.filter(published_at__isnull=False)


def _open() -> QuerySet[Solution]:
    return _seen().filter(state__in=(State.PUBLISHED, State.RETIRED)).order_by("pk")


def _find(text: str) -> Item | Gone | None:
    uid = rows.uid_of(text)
    one = _seen().filter(uid=uid).first() if uid else None
    if one is None:
        return None
    if one.state in (State.PUBLISHED, State.RETIRED):
        return items([one])[0]
    return Gone(Said("Den har dragits tillbaka.", "It has been withdrawn."), one.changed_at)


def _changes(since: Any, count: int) -> list[Change]:
    return rows.changed(_seen(), since, count, gone=~Q(state__in=(State.PUBLISHED, State.RETIRED)))


_triples = described(
    "CreativeWork", about="url", identifier="id", name="title", description="what", audience="for_whom",
    creator="organisation", inLanguage="language", datePublished="published_on",
)  # fmt: skip

RESOURCE = Resource(
    name="solutions",
    uid=UUID("7d0b7f0e-3d5c-4c6e-9f0a-52b5d6a3c105"),
    title=Said("Lösningar", "Solutions"),
    about=Said(
        "Lösningar som har prövats och är i bruk, vad de ger och hur många andra som har infört dem.",
        "Solutions that were tried and are in use, what they give, and how many others have introduced them.",
    ),
    keywords=(Said("innovation", "innovation"), Said("lösningar", "solutions"), Said("spridning", "spread")),
    fields=FIELDS,
    rows=_open,
    items=items,
    every=rows.in_batches(items),
    filters=(rows.equals("state", "state", Said("Hur den står.", "How it stands."), "published", codes=_STATES),),
    find=_find,
    triples=_triples,
    changes=_changes,
    themes=("GOVE", "TECH"),
    updated="IRREG",
)
