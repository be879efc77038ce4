"""One letter of every kind that she can write, about made-up rows with all that a letter of its kind may say."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from gorel.accounts.models import Membership, Organisation, Person
from gorel.attendance.models import Mailing, Registration, SignUp
from gorel.cases import deployment
from gorel.desk.workshop.models import Draft, Release, Version
from gorel.ground import clock
from gorel.ideas.models import Adoption, Author, Digest, Event, Follow, Idea, Solution
from gorel.programme.models import Contributor, CoOrganising, Point, Recording, Week
from gorel.robots.mail import letters
from gorel.robots.mail.letters import Letter

NOW = datetime(2021, 9, 20, 10, tzinfo=clock.ZONE)
TITLES = ("Så hittar vi tid: en robot i ekonomiservice", "How we find time: a robot in finance services")
TEXT = {
    "sv": "Ta gärna med **en fråga**.\n\n- Kaffe från 8.30\n- Vi börjar i tid",
    "en": "Do bring **one question**.\n\n- Coffee from 8.30\n- We begin on time",
}


def every_letter(language: str) -> dict[str, Letter]:
    """Return a composed letter per kind. Writes rows; clock and database are the test's."""
    deployment.deploy_apps()
    point, registration, people = _event(language)
    seat = {"state": "offered", "offered_until": NOW + timedelta(hours=24)}
    before = {
        "starts_at": "2021-10-05T13:00:00+02:00", "ends_at": "2021-10-05T13:45:00+02:00", "place": "Rådhuset",
        "title_sv": TITLES[0], "title_en": TITLES[1],
    }  # fmt: skip
    states = {
        "waiting": {"state": "waiting"}, "offer": seat, "lapsed": {"state": "lapsed"}, "no_seat": {"state": "no_seat"},
        "proof": {"state": "unproven"}, "withdrawn": {"state": "withdrawn"}, "called_off": {"state": "called_off"},
        "changed": {"told_before": before}, "reminder": {"link_released_at": NOW},
        "joining_link": {"link_released_at": NOW},
    }  # fmt: skip
    invitation = Mailing.objects.create(
        point=point, kind="invitation", text=TEXT[language], receivers=["bo@example.se"], by="görel"
    )
    note = Mailing.objects.create(
        point=point, subject=("Kaffe först", "Coffee first")[language == "en"], text=TEXT[language], by="görel"
    )
    about = {
        "invitation": f"{invitation.uid}:0", "announcement": f"{note.uid}:{registration.pk}",
        "recording": f"{note.uid}:{registration.pk}", "taking_part": str(people["contributor"].pk),
        "co_organising": str(people["asking"].pk), "co_organiser_silent": str(people["asking"].pk),
        **_workshop(language, Organisation.objects.get(slug="goteborg")), **_ideas(language, people["julia"]),
    }  # fmt: skip
    found = {}
    of_point = {
        "missing_facts", "sent_back", "declined", "published", "recording_wanted", "recording_faults",
        "taking_part_withdrawn", "cancelled",
    }  # fmt: skip
    for kind, known in sorted(letters.known().items()):
        now = {"state": "registered", "told_before": {}, "link_released_at": None} | states.get(kind, {})
        Registration.objects.filter(pk=registration.pk).update(**now)
        uid = about.get(kind) or str(point.uid if kind in of_point else registration.uid)
        found[kind] = known.compose(uid)
    return found


def _event(language: str) -> tuple[Point, Registration, dict]:
    city = Organisation.objects.create(name="Göteborgs Stad", slug="goteborg", kind="municipality")
    region = Organisation.objects.create(name="Västra Götalandsregionen", slug="vgr", kind="region")
    julia = Person.objects.create_person(email="julia@goteborg.example", name="Julia Olander", language=language)
    sara = Person.objects.create_person(email="sara@vgr.example", name="Sara Ek", language=language)
    Membership.objects.create(person=julia, organisation=city, role="organiser")
    Membership.objects.create(person=sara, organisation=region, role="organiser")
    week = Week.objects.create(
        slug="innovationsveckan-2021", title_sv="Innovationsveckan 2021", title_en="Innovation Week 2021",
        starts_on=date(2021, 10, 4), ends_on=date(2021, 10, 8), published_on=date(2021, 8, 16), owner=city,
    )  # fmt: skip
    point = Point.objects.create(
        slug="robot", week=week, organiser=city, contact=julia, title_sv=TITLES[0], title_en=TITLES[1],
        abstract_sv="Om en robot.", abstract_en="About a robot.", format="both", place="Burgårdens konferens",
        platform="Teams", joining_link="https://moten.example.se/m/1", language=language,
        starts_at=datetime(2021, 10, 6, 13, tzinfo=clock.ZONE),
        ends_at=datetime(2021, 10, 6, 13, 45, tzinfo=clock.ZONE),
        registration_last_day_on=date(2021, 10, 1), state="published", published_at=NOW - timedelta(days=10),
        is_recorded=True, recording_url="https://play.example.se/f", recording_published_at=NOW,
        sent_back_reason="Vem är målgruppen?\nOch blir det textat?", sent_back_fields=["target_group"],
        missing=[{"code": "place", "text": "Plats saknas.", "text_en": "The place is missing."}],
    )  # fmt: skip
    Recording.objects.create(
        point=point, findings=[{"code": "captions", "text": "Textning saknas.", "text_en": "Captions are missing."}]
    )
    SignUp.objects.create(point=point, code="HÖST21", guests_most=2)
    contributor = Contributor.objects.create(point=point, name="Jessica Alghed", title="fil dr", email="j@example.se")
    asking = CoOrganising.objects.create(point=point, organisation=region)
    registration = Registration.objects.create(
        point=point, name="Åsa Öberg", email="asa@example.se", language=language, consent_version="2020-09",
        consented_at=NOW, guests=["Bo Ek"], seats=2, booked_by="Lena Lund",
    )  # fmt: skip
    return point, registration, {"julia": julia, "contributor": contributor, "asking": asking}


def _ideas(language: str, person: Person) -> dict[str, str]:
    city = Organisation.objects.get(slug="goteborg")
    common = {
        "organisation": city,
        "answer_by": NOW + timedelta(days=14),
        "reason": "Bra tänkt, och går att pröva i liten skala.",
    }
    idea = Idea.objects.create(
        slug="matsvinn", title="Väg svinnet", what="Eleverna väger.", state="developing", **common
    )
    author = Author.objects.create(idea=idea, guest_name="Åsa Öberg", guest_email="asa@example.se", language=language)
    solution = Solution.objects.create(
        slug="vagen", title="Vågen i matsalen", what="En våg.", for_whom="Skolor", contact=person, state="published",
        **common,
    )  # fmt: skip
    adoption = Adoption.objects.create(
        title="Vågen i Borås", solution=solution, adopter_name="Borås Stad", begun_on=date(2021, 8, 1), state="running",
        result="Svinnet sjönk med en tredjedel.", minutes_freed=900, **common,
    )  # fmt: skip
    Follow.objects.create(person=person, kind="solution", about=solution.uid)
    Event.objects.create(
        kind="solution", about=solution.uid, code="moved", state="published", at=NOW - timedelta(days=1)
    )
    digest = Digest.objects.create(person=person, told_until=NOW - timedelta(days=7), telling_until=NOW)
    to_author, to_coach = f"{idea.uid}/a{author.pk}", f"{idea.uid}/p{person.pk}"
    return {
        "ideas_received": to_author, "ideas_late": to_author, "ideas_answered": to_author, "ideas_remind": to_coach,
        "ideas_escalated": to_coach, "ideas_result_wanted": f"{adoption.uid}/p{person.pk}",
        "ideas_adopted": f"{adoption.uid}/p{person.pk}", "ideas_adoption_result": f"{adoption.uid}/p{person.pk}",
        "ideas_digest": str(digest.uid),
    }  # fmt: skip


def _workshop(language: str, organisation: Organisation) -> dict[str, str]:
    approver, asker = (
        Person.objects.create_person(email=f"{name}@goteborg.example", name=name.capitalize(), language=language)
        for name in ("agneta", "anders")
    )
    Membership.objects.create(person=approver, organisation=organisation, role="editor")
    draft = Draft.objects.create(organisation=organisation, key="leave", name="Ledighetsansökan", owner=asker)
    version = Version.objects.create(draft=draft, number=1, by=asker, digest="d", at=NOW)
    notes = {"sv": "Tjugo dagar i stället för tio.", "en": "Twenty days rather than ten."}[language]
    release = Release.objects.create(draft=draft, version=version, notes=notes, tests=2, asked_by=asker, asked_at=NOW)
    return {"workshop_asked": f"{release.uid}/{approver.uid}"}
