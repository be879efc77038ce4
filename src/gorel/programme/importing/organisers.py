"""Finds the organisation that a row names; who may, makes those that are not known yet."""

from __future__ import annotations

import difflib
import re

from gorel.accounts.models import Organisation
from gorel.accounts.organising import free_slug
from gorel.ground import search
from gorel.programme.importing import words
from gorel.programme.importing.findings import Finding


def plain(name: str) -> str:
    """Return a name without case, signs and a company's form: "Vinnova AB" and "vinnova" are one."""
    return " ".join(word for word in search.words(name) if word not in ("ab", "the"))


class Organisers:
    """The organisations by name, number and short name. Those made here are counted as new once."""

    def __init__(self, *, may_make: bool) -> None:
        self._may_make = may_make
        self._by_name: dict[str, Organisation] = {}
        for one in Organisation.objects.order_by("-pk"):
            self._remember(one)

    def _remember(self, one: Organisation) -> None:
        for name in (one.name, one.slug, one.number):
            if name:
                self._by_name[plain(name)] = one

    def parts(self, name: str) -> list[str]:
        """Return the organisations that one cell names: part by part only where each part is known to be one."""
        if plain(name) in self._by_name:
            return [name]
        for sign in (r",\s+(?:och\s+)?|\s(?:och|and|samt)\s|\s?&\s?|\s/\s", r",\s+"):
            found = [one.strip() for one in re.split(sign, name) if one.strip()]
            if len(found) > 1 and all(self._is_one(one) for one in found):
                return found
        return [name]

    def knows(self, name: str) -> bool:
        """Say whether an organisation is called so."""
        return plain(name) in self._by_name

    def _is_one(self, name: str) -> bool:
        is_short = bool(re.fullmatch(r"[A-ZÅÄÖ]{2,6}|[A-ZÅÄÖ]\w+ AB", name))
        return plain(name) in self._by_name or is_short or words.kind_by_name(name) != Organisation.Kind.OTHER

    def _begins(self, said: str) -> list[str]:
        """Return the one known name that begins so: "Nacka" may be "Nacka kommun"."""
        found = [known for known in self._by_name if known.startswith(f"{said} ")] if len(said) >= 4 else []
        return found if len(found) == 1 else []

    def find(self, name: str, findings: list[Finding], *, kind: str = "") -> Organisation | None:
        """Return the organisation of that name, a new one when there is none; notes what is new."""
        found = self._by_name.get(plain(name))
        if found is not None:
            return found
        if not self._may_make:
            return None
        near = difflib.get_close_matches(plain(name), self._by_name, n=1, cutoff=0.88) or self._begins(plain(name))
        values = {"found": name, "like": self._by_name[near[0]].name if near else ""}
        findings.append(Finding("organiser-near" if near else "organiser-new", values))
        made = Organisation.objects.create(
            name=name[:200], slug=free_slug(name), kind=words.kind_of(kind) if kind else words.kind_by_name(name)
        )
        self._remember(made)
        return made
