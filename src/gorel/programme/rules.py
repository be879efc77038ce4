"""Who may see and do what with points: organisers with their organisation's, editors with their week's."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from gorel.accounts import rights
from gorel.accounts.models import Organisation, Person
from gorel.cases.models import Task
from gorel.ground import clock
from gorel.programme.models import Point, Week
from gorel.programme.models.weeks import public
from gorel.programme.words import State

ORGANISING = ("organiser", "secretary")
Somebody = Person | AnonymousUser


def public_weeks(now: int | None = None) -> QuerySet[Week]:
    """Return the weeks whose programme everybody may see: from the moment on when their day begins where they are.

    Units: now is an instant; None for this one.
    """
    return Week.objects.filter(public(clock.instant() if now is None else now))


def hidden_weeks() -> QuerySet[Week]:
    """Return the weeks whose programme only organisers and editors see."""
    return Week.objects.exclude(public(clock.instant()))


def public_points(now: int | None = None) -> QuerySet[Point]:
    """Return what everybody may see: published points, those cancelled since, and seminars, none before its week is."""
    return seen_points().filter(of_public_weeks(now))


def of_public_weeks(now: int | None = None) -> Q:
    """Return the condition on points that nothing hides their week: it is public, or they are seminars."""
    return Q(week=None) | public(clock.instant() if now is None else now, "week__")


def seen_points() -> QuerySet[Point]:
    """Return the points that have been published, of weeks that are public or not yet."""
    return Point.objects.filter(published_at__isnull=False, state__in=(State.PUBLISHED, State.CANCELLED))


def public_points_of(week: Week | None) -> QuerySet[Point]:
    """Return what everybody may see of a public week and its local weeks, or of the seminars."""
    seen = seen_points()
    if week is None:
        return seen.filter(week=None)
    local = week.public_local_weeks
    return seen.filter(week__in=[week, *local]) if local else seen.filter(week=week)


def zones_elsewhere() -> set[str]:
    """Return the zones, other than the house's, that weeks and seminars go by. One query."""
    weeks = Week.objects.exclude(time_zone="").order_by().values_list("time_zone")
    seminars = Point.objects.filter(week=None).exclude(time_zone="").order_by().values_list("time_zone")
    return {key for (key,) in weeks.union(seminars)}


def public_points_by(organisation: Organisation) -> QuerySet[Point]:
    """Return what everybody may see of what an organisation arranges, alone or with others."""
    own = Q(organiser=organisation) | Q(pk__in=organisation.co_organised_points.values("pk"))
    return public_points().filter(own)


def organisations_of(person: Somebody) -> QuerySet[Organisation]:
    """Return the organisations that the person writes points for."""
    found = rights.memberships_of(person).filter(role__in=ORGANISING)
    return Organisation.objects.filter(pk__in=found.values("organisation_id"))


def own_points(person: Somebody) -> QuerySet[Point]:
    """Return the points of the person's organisations."""
    return Point.objects.filter(organiser__in=organisations_of(person))


def visible_points(person: Somebody) -> QuerySet[Point]:
    """Return what the person works with: the own organisations' points, and as editor those handed in to the week."""
    edits = rights.memberships_of(person).filter(role="editor")
    return Point.objects.filter(
        Q(organiser__in=organisations_of(person))
        | Q(week__owner__in=edits.values("organisation_id"), submitted_at__isnull=False)
    )


def may_change(person: Somebody, point: Point) -> bool:
    """Say whether the person writes for the point's organiser, and the point can still change."""
    return point.state not in (State.CANCELLED, State.DECLINED) and own_points(person).filter(pk=point.pk).exists()


def may_call_off(person: Somebody, point: Point) -> bool:
    """Say whether the person may remove, withdraw or cancel the point: not after it has been held."""
    return not (point.is_published and point.has_ended()) and may_change(person, point)


def open_task(person: Somebody, point: Point) -> Task | None:
    """Return the task about the point that waits for the person, if there is one."""
    groups = rights.groups_of(person)
    tasks = Task.objects.filter(case__business_key=str(point.uid), state=Task.OPEN, candidates__name__in=groups)
    return tasks.order_by("pk").first() if groups else None


def open_weeks() -> QuerySet[Week]:
    """Return the weeks that take points today: the call has opened and has not closed."""
    now = clock.now()
    return Week.objects.filter(
        Q(call_opens_at=None) | Q(call_opens_at__lte=now),
        Q(call_closes_at=None) | Q(call_closes_at__gt=now),
        ends_on__gte=clock.today(),
    )
