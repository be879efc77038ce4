"""What people do with drafts: begin one, save it, restore a version. Rights are the caller's to check."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.text import slugify

from gorel.accounts.models import Organisation, Person
from gorel.desk.workshop import files as sets
from gorel.desk.workshop.models import Content, Draft, Editing, Release, Version
from gorel.ground import clock, machine

STRETCH = timedelta(minutes=5)  # of what an editor saves by itself, one version stays
WHILE = timedelta(seconds=90)  # how long an open page counts as somebody who edits


class Overtaken(Exception):
    """Somebody else saved in between: what was sent is kept as `mine`, what stands now is `theirs`."""

    def __init__(self, *, mine: Mapping[str, bytes], theirs: Version, base: int) -> None:
        self.mine, self.theirs, self.base = dict(mine), theirs, base
        super().__init__(f"version {base} is not the newest any more; {theirs.number} is")


@transaction.atomic
def begin(*, organisation: Organisation, name: str, files: Mapping[str, bytes], by: Person, note: str = "") -> Draft:
    """Make a draft with its first version; who begins it owns it. Errors: BadFiles when the set is too large."""
    draft = Draft.objects.create(organisation=organisation, name=name[:255], key=key_of(files) or slug(name), owner=by)
    save(draft=draft, files=files, base=0, by=by, note=note)
    return draft


@transaction.atomic
def save(
    *, draft: Draft, files: Mapping[str, bytes], base: int, by: Person, note: str = "", by_itself: bool = False
) -> Version:
    """Keep a whole set as a new version, if *base* is the newest; the same set again is no new version.

    Side effects: the draft's name and key follow its picture. What an editor saves *by_itself* takes the place of what
    it saved the minutes before: of an hour's drawing some versions stay, not a thousand.
    Errors: Overtaken when somebody saved in between; BadFiles.
    """
    sets.check_size(files)
    held = Draft.objects.select_for_update().get(pk=draft.pk)
    digest = sets.digest_of(files)
    newest = held.versions.order_by("-number").first()
    if newest is not None and newest.digest == digest:
        draft.number = held.number
        return newest
    if held.number != base and newest is not None:
        raise Overtaken(mine=files, theirs=newest, base=base)
    kept = {name: sets.digest(data) for name, data in files.items()}
    known = set(Content.objects.filter(pk__in=kept.values()).values_list("pk", flat=True))
    fresh = {kept[name]: data for name, data in files.items() if kept[name] not in known}
    Content.objects.bulk_create([Content(digest=pk, data=data) for pk, data in fresh.items()], ignore_conflicts=True)
    drawn = sets.definitions(files)
    process = drawn.process() if drawn else None
    draft.number, draft.changed_at = held.number + 1, clock.now()
    draft.key = process.id if process else held.key
    draft.name = (process.name if process and process.name else held.name)[:255]
    draft.save(update_fields=["number", "changed_at", "key", "name"])
    now = clock.now()
    if by_itself and newest is not None:
        _thin(newest, by=by, now=now)
    return Version.objects.create(
        draft=draft, number=draft.number, by=by, note=note[:255], digest=digest, files=kept, at=now,
        is_by_itself=by_itself,
    )  # fmt: skip


def _thin(before: Version, *, by: Person, now: datetime) -> None:
    """Drop the version before when an editor of the same person saved it by itself a moment ago, and nothing needs it.

    The first of each stretch of `STRETCH` stays, so that one can go back to where it began.
    """
    if not before.is_by_itself or before.by_id != by.pk or Release.objects.filter(version=before).exists():
        return
    first = before.draft.versions.filter(by=by, is_by_itself=True, at__gte=now - STRETCH).order_by("number").first()
    if first is not None and first.pk != before.pk:
        before.delete()


def load(version: Version | None) -> sets.Files:
    """Return the files of a version; none for None. One query."""
    if version is None:
        return {}
    data = {row.pk: bytes(row.data) for row in Content.objects.filter(pk__in=set(version.files.values()))}
    return {name: data[digest] for name, digest in sorted(version.files.items())}


def newest(draft: Draft) -> Version | None:
    """Return the newest version."""
    return draft.versions.order_by("-number").first()


def current(draft: Draft) -> sets.Files:
    """Return the files as they stand now."""
    return load(newest(draft))


def key_of(files: Mapping[str, bytes]) -> str:
    """Return the id of the process that a set draws."""
    drawn = sets.definitions(files)
    process = drawn.process() if drawn else None
    return process.id if process else ""


def slug(name: str) -> str:
    """Return an id for a process out of its name. Shape: an XML name."""
    found = slugify(name)[:60].strip("-")
    return found if found[:1].isalpha() else f"process-{found}".strip("-")


def seen(*, draft: Draft, person: Person) -> None:
    """Note that *person* has the draft open for changing. Writes one row."""
    Editing.objects.update_or_create(draft=draft, person=person, defaults={"seen_at": machine.now()})


def others(draft: Draft, person: Person) -> list[Person]:
    """Return who else has the draft open for changing now."""
    rows = Editing.objects.filter(draft=draft, seen_at__gte=machine.now() - WHILE).exclude(person=person)
    return [row.person for row in rows.select_related("person").order_by("person__name")]
