"""Looks up whom and what a row names: co-organisers, themes, the contact."""

from __future__ import annotations

from typing import Any

from gorel.accounts.models import Person
from gorel.programme.importing.findings import Finding, Line
from gorel.programme.importing.organisers import Organisers, plain
from gorel.programme.importing.rows import Facts
from gorel.programme.models import Theme, Week


class Related:
    """The organisations, themes and people that rows of one file may name."""

    def __init__(self, week: Week | None, organisers: Organisers) -> None:
        self._week, self._organisers = week, organisers
        found = Theme.objects.filter(week=week) if week else ()
        self._themes = {
            plain(name): theme for theme in found for name in (theme.slug, theme.title_sv, theme.title_en) if name
        }

    def of(self, facts: Facts, line: Line) -> dict[str, Any]:
        """Return co_organisers and themes as `actions.create_point` takes them; notes what is not known."""
        others = [self._organisers.find(name, line.findings) for name in facts.co_organisers]
        for name, found in zip(facts.co_organisers, others, strict=True):
            if found is None:
                line.findings.append(Finding("organiser-foreign", {"found": name}))
        found_themes = []
        for name in facts.themes:
            theme = self._themes.get(plain(name))
            if theme is None and self._week is not None:
                line.findings.append(Finding("theme-unknown", {"found": name}))
            elif theme is not None:
                found_themes.append(theme)
        return {"co_organisers": [one for one in others if one is not None], "themes": found_themes}

    def contact(self, facts: Facts, line: Line) -> dict[str, Any]:
        """Return the contact as a fact of a point, nothing when the row names none that is known here."""
        if not facts.contact:
            return {}
        person = Person.objects.filter(email=facts.contact, is_active=True).first()
        if person is None:
            line.findings.append(Finding("contact-unknown"))
            return {}
        return {"contact": person}
