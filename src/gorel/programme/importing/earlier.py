"""Finds the row that a row was when the list came in last time: by what it says, its id, its title and day."""

from __future__ import annotations

from typing import Any

from gorel.accounts.models import Organisation
from gorel.programme.importing import organisers, tables
from gorel.programme.importing.likeness import title_likeness
from gorel.programme.models import ImportedRow, Week


class Earlier:
    """The rows that came in before. Each is claimed by one row of this file at most."""

    def __init__(self, week: Week | None) -> None:
        self._by_key: dict[tuple[int, str], list[ImportedRow]] = {}
        self._by_fingerprint: dict[tuple[int, str], list[ImportedRow]] = {}
        self._claimed: set[int] = set()  # points
        for one in ImportedRow.objects.filter(week=week).select_related("point", "organiser").order_by("pk"):
            self._by_fingerprint.setdefault((one.organiser_id, one.fingerprint), []).append(one)
            for key in {one.key, title_key(one.said)}:
                self._by_key.setdefault((one.organiser_id, key), []).append(one)

    def claim(self, point_id: int) -> None:
        """Let no later row of this file be that point."""
        self._claimed.add(point_id)

    def find(
        self, row: tables.Row, said: dict[str, Any], organiser: Organisation, fingerprint: str, *, is_named_once: bool
    ) -> ImportedRow | None:
        """Return the row that this one was; *is_named_once* says that its title stands once in this file."""
        if same := self._free(self._by_fingerprint.get((organiser.pk, fingerprint))):
            return same[0]
        title = said.get("title_sv") or ""
        if own := text_id(row):
            for one in self._free(self._by_key.get((organiser.pk, f"id:{own}"))):
                # A list's running numbers may begin anew in the next list.
                if not title or title_likeness(one.said.get("title_sv") or "", title) >= 0.5:
                    return one
        if not title_key(said):
            return None
        named = [
            one for one in self._free(self._by_key.get((organiser.pk, title_key(said))))
            if not (own and one.key.startswith("id:") and one.key != f"id:{own}")
        ]  # fmt: skip
        for keys in (("on_date", "starts_at"), ("on_date",)):
            if same := [one for one in named if all(one.said.get(key) == said.get(key) for key in keys)]:
                return same[0]
        return named[0] if len(named) == 1 and is_named_once else None

    def _free(self, found: list[ImportedRow] | None) -> list[ImportedRow]:
        return [one for one in found or () if one.point_id not in self._claimed]


def text_id(row: tables.Row) -> str:
    value = row.said.get("id")
    if isinstance(value, float) and value == int(value):
        value = int(value)
    return str(value).strip() if value is not None else ""


def title_key(said: dict[str, Any]) -> str:
    return f"t:{organisers.plain(said.get('title_sv') or said.get('title_en') or '')}"[:300].removesuffix("t:")
