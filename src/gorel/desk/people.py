"""Names for pages: the log of cases holds ids, and only a page that may show people turns them into names."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gorel.accounts.models import Group, Membership, Organisation, Person

GOREL = "Görel"


def names(actors: Iterable[str]) -> dict[str, str]:
    """Return what each of *actors* (`person:<id>`, `robot:<token>`, `görel` or "") is called. One query."""
    wanted = set(actors)
    ids = {actor: actor.partition(":")[2] for actor in wanted if actor.startswith("person:")}
    known = dict(Person.objects.filter(pk__in=[pk for pk in ids.values() if pk.isdigit()]).values_list("pk", "name"))
    found = {actor: known.get(int(pk)) if pk.isdigit() else None for actor, pk in ids.items()}
    return {actor: found.get(actor) or _other(actor) for actor in wanted}


def group_names(groups: Iterable[str]) -> dict[str, str]:
    """Return what each candidate group (`role@organisation`, or a bare role) is called. Two queries."""
    wanted = {group: group.partition("@")[::2] for group in groups}
    uids = {uid for _role, uid in wanted.values() if uid}
    organisations = {
        str(uid): name for uid, name in Organisation.objects.filter(uid__in=uids).values_list("uid", "name")
    }
    named = {
        f"{slug}@{uid}": name
        for slug, uid, name in Group.objects.filter(
            organisation__uid__in=uids, slug__in={slug for slug, _uid in wanted.values()} - set(Membership.Role.values)
        ).values_list("slug", "organisation__uid", "name")
    }
    said = {}
    for group, (role, uid) in wanted.items():
        word = named.get(group) or role_word(role)
        there = organisations.get(uid)
        said[group] = _("%(role)s, %(organisation)s") % {"role": word, "organisation": there} if there else word
    return said


def role_word(role: str) -> str:
    """Return the role as people call it; a group that is no role of ours is said as it is written."""
    return str(Membership.Role(role).label) if role in Membership.Role.values else role


def count_people(count: int) -> str:
    return ngettext("%(count)d person", "%(count)d people", count) % {"count": count}


def _other(actor: str) -> str:
    if actor.startswith("robot:"):
        return _("a robot")
    return _("somebody who is no longer here") if actor.startswith("person:") else GOREL
