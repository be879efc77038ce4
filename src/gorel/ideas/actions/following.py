"""Following rows, and how often one hears of them."""

from __future__ import annotations

from django.db import transaction

from gorel.accounts.models import Person
from gorel.ideas import picture
from gorel.ideas.models import Digest, Follow, Stage


@transaction.atomic
def follow(*, row: Stage, person: Person) -> None:
    """Follow a row. The first time the person's digest begins: one case per person, every Monday."""
    Follow.objects.get_or_create(person=person, about=row.uid, defaults={"kind": row.kind})
    digest, is_new = Digest.objects.get_or_create(person=person)
    if is_new:
        picture.start_digest(digest)


@transaction.atomic
def unfollow(*, row: Stage, person: Person) -> None:
    """Follow a row no longer. Deletes one row."""
    Follow.objects.filter(person=person, about=row.uid).delete()


@transaction.atomic
def choose_digest(*, person: Person, every: str) -> None:
    """Say how often the digest is wanted. The case hears of it."""
    digest, is_new = Digest.objects.get_or_create(person=person)
    digest.every = every
    digest.save(update_fields=["every"])
    if is_new:
        picture.start_digest(digest)
    else:
        picture.tell_digest(digest)
