"""Finds the organisation that a row names; who may, makes those that are not known yet."""

from __future__ import annotations

import difflib
import re

from gorel.accounts.models import Organisation
from gorel.accounts.organising import free_slug
from gorel.ground import search
from gorel.programme.importing import words
from gorel.programme.importing.findings import Finding

# "Kulturförvaltningen, Göteborgs Stad": whose point it is tells the organisation that the unit is a part of.
_UNIT = re.compile(
    r".*(?:förvaltning|avdelning|nämnd|kommunstyrelse|regionstyrelse|utskott|kontor|enhet|sektion|kansli|institution)(?:en|et|n|s)?\b.*|"
    r".*\b(?:department|division|unit|office|faculty|school) (?:of|for)\b.*|.*\b(?:department|division|unit|office)"
)


def is_unit(name: str) -> bool:
    """Say whether a name is that of a part of an organisation."""
    return bool(_UNIT.fullmatch(name.casefold()))


def plain(name: str) -> str:
    """Return a name without case, signs and a company's form: "Vinnova AB" and "vinnova" are one."""
    return " ".join(word for word in search.words(name) if word not in ("ab", "the"))


NEARLY = 0.9
# Words for what an organisation is, by what they have in common.
_KINDS = {
    word: kind
    for kind, words_of_it in (
        ("municipality", "kommun kommunen stad"), ("region", "region regionen län"),
        ("academy", "universitet universitetet högskola högskolan university"), ("county", "länsstyrelsen"),
        ("union", "kommunalförbund kommunalförbundet förbund förbundet"), ("club", "förening föreningen"),
    )
    for word in words_of_it.split()
}  # fmt: skip


def own_name(said: str) -> str:
    """Return a plain name without what kind of organisation it is, without blanks: "Experio Lab" is "experiolab"."""
    return "".join(word for word in said.split() if word not in _KINDS) or said


def kind_words(said: str) -> set[str]:
    """Return the kinds of organisation that a plain name says."""
    return {_KINDS[word] for word in said.split() if word in _KINDS}


def _differ(one: set[str], other: set[str]) -> bool:
    return bool(one and other and not one & other)


class Organisers:
    """The organisations by name, number and short name. Those made here are counted as new once."""

    def __init__(self, *, may_make: bool) -> None:
        self._may_make = may_make
        self._by_name: dict[str, Organisation] = {}
        self._alike: dict[int, set[int]] = {}  # those made here and those they are much like, both ways
        self._by_own: dict[str, list[str]] = {}  # plain names by what is their own in them
        for one in Organisation.objects.order_by("-pk"):
            self._remember(one)

    def _remember(self, one: Organisation) -> None:
        for name in (one.name, one.slug, one.number):
            if name:
                self._by_name[plain(name)] = one
                if (said := plain(name)) not in (known := self._by_own.setdefault(own_name(said), [])):
                    known.append(said)
                if short := re.search(r"\(([A-ZÅÄÖ]{2,8})\)", name):
                    self._by_own.setdefault(own_name(plain(short[1])), []).append(said)

    def parts(self, name: str) -> list[str]:
        """Return the organisations that one cell names: part by part only where each part is known to be one."""
        if plain(name) in self._by_name:
            return [name]
        for sign in (r",\s+(?:och\s+)?|\s(?:och|and|samt)\s|\s?&\s?|\s/\s", r",\s+"):
            found = [one.strip() for one in re.split(sign, name) if one.strip()]
            if len(found) > 1 and all(self._is_one(one) for one in found):
                return found
        return [name]

    def whole_of(self, name: str) -> str:
        """Return the organisation of a name that also names its units, "" when there is none or several."""
        named = [one.strip() for one in re.split(r"[,/:()]|\s[–-]\s", name) if one.strip()]
        wholes = [one for one in named if self._is_one(one) and not is_unit(one)]
        is_told = len(wholes) == 1 and all(is_unit(one) for one in named if one not in wholes)
        return wholes[0] if is_told and len(named) > 1 and plain(name) not in self._by_name else ""

    def knows(self, name: str) -> bool:
        """Say whether an organisation is called so."""
        return plain(name) in self._by_name

    def _is_one(self, name: str) -> bool:
        is_short = bool(re.fullmatch(r"[A-ZÅÄÖ]{2,6}|[A-ZÅÄÖ]\w+ AB|.+ \([A-ZÅÄÖ]{2,8}\)", name))
        return plain(name) in self._by_name or is_short or words.kind_by_name(name) != Organisation.Kind.OTHER

    def _begins(self, said: str) -> list[str]:
        """Return the one known name that begins so: "Nacka" may be "Nacka kommun"."""
        found = [known for known in self._by_name if known.startswith(f"{said} ")] if len(said) >= 4 else []
        return found if len(found) == 1 else []

    def _near(self, name: str) -> list[str]:
        """Return the known name that this one nearly is; what both have of "kommun" makes Ale no Åre."""
        if (short := re.search(r"\(([A-ZÅÄÖ]{2,8})\)", name)) and plain(short[1]) in self._by_name:
            return [plain(short[1])]
        said = plain(name)
        own, kind = own_name(said), kind_words(said)
        if same := [known for known in self._by_own.get(own, ()) if not _differ(kind, kind_words(known))]:
            return same[:1]
        for found in difflib.get_close_matches(own, self._by_own, n=3, cutoff=NEARLY):
            for known in self._by_own[found]:
                if not _differ(kind, kind_words(known)):
                    return [known]
        return self._begins(said)

    def find(self, name: str, findings: list[Finding], *, kind: str = "") -> Organisation | None:
        """Return the organisation of that name, a new one when there is none; notes what is new."""
        found = self._by_name.get(plain(name))
        if found is not None:
            return found
        if not self._may_make:
            return None
        near = self._near(name)
        values = {"found": name, "like": self._by_name[near[0]].name if near else ""}
        findings.append(Finding("organiser-near" if near else "organiser-new", values))
        made = Organisation.objects.create(
            name=name[:200], slug=free_slug(name), kind=words.kind_of(kind) if kind else words.kind_by_name(name)
        )
        self._remember(made)
        if near:
            other = self._by_name[near[0]].pk
            self._alike.setdefault(made.pk, set()).add(other)
            self._alike.setdefault(other, set()).add(made.pk)
        return made

    def perhaps(self, pk: int) -> frozenset[int]:
        """Return the organisation, and those that it may be under another name."""
        return frozenset({pk, *self._alike.get(pk, ())})
