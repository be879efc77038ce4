"""Organisations that arrange something public. Nothing of their people."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from gorel.accounts.models import Organisation
from gorel.opendata import ledger
from gorel.opendata.resources import rows
from gorel.opendata.resources.described import described
from gorel.opendata.shape import Change, Field, Gone, Item, Resource, Said
from gorel.programme import rules

_KINDS = {
    "municipality": Said("kommun", "municipality"), "region": Said("region", "region"),
    "agency": Said("statlig myndighet", "government agency"), "academy": Said("lärosäte", "university"),
    "company": Said("företag", "company"), "civil-society": Said("civilsamhälle", "civil society"),
    "other": Said("annan", "other"),
}  # fmt: skip

_NONE = Said(
    "Den arrangerar ingenting publikt längre.", "It does not organise anything public any more.",
)  # fmt: skip

FIELDS = (
    rows.ID,
    Field("url", "address", Said("Arrangörens sida.", "The organiser's page."),
          "https://gorel.example/organisers/goteborgs-stad/", False),
    Field("name", "text", Said("Namn.", "Name."), "Göteborgs Stad", False),
    Field("kind", "text", Said("Slags organisation.", "Kind of organisation."), "municipality", False, _KINDS),
    Field("is_public_sector", "yes-no", Said("Offentlig part.", "Public party."), True, False),
    Field("number", "text", Said("Organisationsnummer.", "Organisation number."), "212000-1355"),
    Field("points", "whole", Said("Publika programpunkter och seminarier som den arrangerar.",
                                  "Public programme points and seminars that it organises."), 5, False),
)  # fmt: skip


def items(found: Sequence[Organisation]) -> list[Item]:
    """Return the items of some organisations. One query."""
    keys = [one.pk for one in found]
    public = rules.public_points().filter(organiser__in=keys)
    counts = dict(public.order_by().values_list("organiser").annotate(Count("pk")))
    return [_item(one, counts.get(one.pk, 0)) for one in found]


def _item(one: Organisation, points: int) -> Item:
    return {
        "id": str(one.uid),
        "url": rows.address(reverse("programme:organiser", args=[one.slug])),
        "name": one.name,
        "kind": one.kind,
        "is_public_sector": one.is_public_sector,
        "number": one.number or None,
        "points": points,
    }


def _open() -> QuerySet[Organisation]:
    public = rules.public_points().order_by()
    own = Q(pk__in=public.values("organiser"))
    together = Q(co_organised_points__in=public.values("pk"))
    return Organisation.objects.filter(own | together, merged_into=None).distinct().order_by("pk")


def _look() -> None:
    ledger.look("organisers", lambda: items(list(_open())))


def _rows() -> QuerySet[Organisation]:
    _look()
    return _open()


def _find(text: str) -> Item | Gone | None:
    _look()
    uid = rows.uid_of(text)
    one = Organisation.objects.filter(uid=uid).select_related("merged_into").first() if uid else None
    if one is None:
        return ledger.gone("organisers", uid, _NONE)
    if one.merged_into is not None:
        why = Said("Den var en dubblett och har lagts ihop.", "It was a duplicate and has been merged.")
        return Gone(why, replaced_by=one.merged_into.uid)
    return items([one])[0] if _open().filter(pk=one.pk).exists() else ledger.gone("organisers", uid, _NONE)


def _changes(since: datetime | None, count: int) -> list[Change]:
    _look()
    return ledger.changes("organisers", since, count)


_triples = described("Organization", identifier="id", name="name", taxID="number")

RESOURCE = Resource(
    name="organisers",
    uid=UUID("7d0b7f0e-3d5c-4c6e-9f0a-52b5d6a3c103"),
    title=Said("Arrangörer", "Organisers"),
    about=Said(
        "Organisationer som arrangerar publika programpunkter och seminarier, ensamma eller med andra.",
        "Organisations that arrange public programme points and seminars, alone or with others.",
    ),
    keywords=(Said("arrangörer", "organisers"), Said("organisationer", "organisations")),
    fields=FIELDS,
    rows=_rows,
    items=items,
    every=rows.in_batches(items),
    filters=(rows.equals("kind", "kind", Said("Slags organisation.", "Kind."), "municipality", codes=_KINDS),),
    find=_find,
    changes=_changes,
    triples=_triples,
    themes=("GOVE",),
    updated="IRREG",
)
