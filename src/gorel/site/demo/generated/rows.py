"""Writes what stands when the made-up week begins: organisations, their people, the week, drafts and their sign-ups."""

from __future__ import annotations

from datetime import date, timedelta

from gorel.accounts.models import Membership, Organisation, Person
from gorel.attendance.models import SignUp
from gorel.programme import actions
from gorel.programme.models import Theme, Week
from gorel.site.demo.generated import words
from gorel.site.demo.generated.plan import BEGINNING, WEEK, Host, Plan, PlannedPoint, plain

SLUG = "den-pahittade-veckan"
LINK = "https://video.example/m/{}"


def write(plan: Plan) -> None:
    """Write all rows of *plan*'s beginning. Call it inside a transaction."""
    owner = Organisation.objects.create(slug="veckans-kansli", name="Veckans kansli", kind="agency")
    _member(owner, "Redaktör Åsa Ek", f"redaktor@{owner.slug}.example", Membership.Role.EDITOR)
    hosts = {host.slug: _host(host) for host in plan.hosts}
    week = Week.objects.create(
        slug=SLUG, title_sv="Den påhittade veckan", title_en="The made-up week", about_sv=" ".join(words.SENTENCES[:2]),
        starts_on=WEEK, ends_on=WEEK + timedelta(days=4), owner=owner, call_opens_at=BEGINNING,
        published_on=date(2025, 8, 18), conflicts="ignore",
    )  # fmt: skip
    themes = [Theme.objects.create(week=week, slug=plain(name).replace(".", "-"), title_sv=name)
              for name in words.THEMES]  # fmt: skip
    public = next(organisation for organisation, _contact in hosts.values() if organisation.kind == "municipality")
    for point in plan.points:
        together = [public] if point.host.kind == "civil-society" else []
        _draft(point, week, *hosts[point.host.slug], together, [themes[number] for number in point.themes])


def _host(host: Host) -> tuple[Organisation, Person]:
    made = Organisation.objects.create(slug=host.slug, name=host.name, kind=host.kind)
    organiser = _member(made, f"Arrangören i {host.name}", f"program@{host.slug}.example", Membership.Role.ORGANISER)
    Membership.objects.create(person=organiser, organisation=made, role=Membership.Role.SECRETARY)
    return made, organiser


def _member(organisation: Organisation, name: str, email: str, role: str) -> Person:
    person: Person = Person.objects.create_person(email=email, name=name)
    Membership.objects.create(person=person, organisation=organisation, role=role)
    return person


def _draft(
    planned: PlannedPoint, week: Week, organiser: Organisation, contact: Person, together: list[Organisation],
    themes: list[Theme],
) -> None:  # fmt: skip
    is_online = planned.format != "physical"
    facts = {
        "contact": contact, "title_sv": planned.title, "abstract_sv": planned.abstract, "starts_at": planned.starts_at,
        "ends_at": planned.starts_at + timedelta(minutes=planned.minutes), "place": planned.place,
        "format": "" if planned.fate == "incomplete" else planned.format, "language": "sv", "is_free": True,
        "platform": "Video" if is_online else "", "joining_link": LINK.format(planned.slug) if is_online else "",
        "series": planned.series, "is_recorded": planned.is_recorded,
        "registration_last_day_on": planned.last_day if planned.takes_sign_up else None,
    }  # fmt: skip
    point = actions.create_point(
        organiser=organiser, week=week, slug=planned.slug, facts=facts, co_organisers=together, themes=themes,
        contributors=[{"name": name, "title": title, "organisation": organiser.name} for name, title in planned.people],
    )  # fmt: skip
    if planned.takes_sign_up:
        SignUp.objects.create(
            point=point, capacity=planned.capacity, digital_capacity=planned.digital_capacity,
            has_waiting_list=planned.has_waiting_list, guests_most=planned.guests_most,
            asks_food=planned.asks_needs, asks_access=planned.asks_needs, reminders=list(planned.reminders),
        )  # fmt: skip
