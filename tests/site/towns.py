"""Two towns with people of every role and something in every room, to look for what one sees of the other.

What belongs to a town alone – names, keys, variables, files, letters – holds its *word*. What is for everybody, such as
a published seminar, does not.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import gorel
import gorel.site.demo
from desk import workshop_story
from desk.conftest import FORM, PICTURE
from gorel import attendance
from gorel.accounts import tokens
from gorel.accounts.models import Group, Membership, Organisation, Person, Trace
from gorel.attendance import privacy
from gorel.attendance.models import Feedback, Mailing, Registration, SignUp
from gorel.benefits.models import Delegation, Plan
from gorel.cases import deployment, operations, programs, runtime
from gorel.cases.models import Incident, Process, Task
from gorel.cases.queries import Query
from gorel.desk import kept as counts
from gorel.desk import talking
from gorel.desk.models import Care, Correction, Follow, SavedView, Stewardship, SystemUse, Upgrade
from gorel.desk.workshop import saving
from gorel.desk.workshop.models import Release, Trial
from gorel.forms import kept
from gorel.forms.uploads import Upload
from gorel.ground import clock, sealing
from gorel.ideas.models import Adoption, Argument, Author, Challenge, Idea, Installation, Solution, TeamMember
from gorel.ideas.models import Trial as IdeaTrial
from gorel.ideas.packages import making
from gorel.programme import actions, co_organising, taking_part
from gorel.programme.models import (
    Contributor,
    ContributorPicture,
    CoOrganising,
    Import,
    Point,
    PointFile,
    Recording,
    Theme,
    Week,
    WeekLogo,
)  # fmt: skip
from gorel.robots.asking.models import Ask
from gorel.robots.doors.models import Door
from gorel.robots.mail.wording import Wording
from gorel.robots.models import Mail

NOW = datetime(2021, 9, 6, 9, 0, tzinfo=clock.ZONE)
ROLES = ("editor", "organiser", "secretary", "administrator", "handler", "owner", "operator", "auditor", "idea-coach",
         "employee")  # fmt: skip
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
TRACK = "WEBVTT\n\n00:00.000 --> 00:02.000\nVälkomna.\n"
DAY = NOW.date()


@dataclass
class Town:
    """A town: its word, its people, and what the addresses of its rows are made of, by the word in the table."""

    word: str
    organisation: Organisation
    people: dict[str, Person] = field(default_factory=dict)
    at: dict[str, tuple[Any, ...]] = field(default_factory=dict)
    sent: dict[str, dict[str, str]] = field(default_factory=dict)  # what is sent to a view, by the word in <>

    @property
    def everybody(self) -> Person:
        """Somebody with every role here but editor and operator, who look after more than their own town."""
        return self.people["everybody"]


def two() -> tuple[Town, Town]:
    """Return ours, then theirs. Call it with the clock held at `NOW`."""
    programs.forget()
    counts._kept.clear()
    deployment.deploy_apps()
    ours, theirs = (
        Town(word, Organisation.objects.create(name=name, slug=slug, kind="municipality", verified_at=NOW))
        for word, name, slug in (("guldfisken", "Gulds kommun", "guld"), ("silverfisken", "Silvers stad", "silver"))
    )
    package = making.keep(making.make(*making.from_folder(Path(gorel.site.demo.__file__).parent / "package")))
    for town, other in ((ours, theirs), (theirs, ours)):
        _people(town)
        _process(town)
        _desk(town)
        _workshop(town)
        _programme(town, other)
        _attendance(town)
        _ideas(town, package)
        _benefits(town)
    _adoption(ours, theirs)
    _adoption(theirs, ours)
    return ours, theirs


def _people(town: Town) -> None:
    def person(name: str, *roles: str) -> None:
        made = Person.objects.create_person(email=f"{name}@{town.word}.example", name=f"{name.title()} {town.word}")
        for role in roles:
            Membership.objects.create(person=made, organisation=town.organisation, role=role)
        town.people[name] = made

    for role in ROLES:
        person(role, role)
    person("everybody", *(role for role in ROLES if role not in ("editor", "operator")))
    group = Group.objects.create(organisation=town.organisation, name=f"Grupp {town.word}", slug="grupp")
    group.members.add(town.people["handler"])
    Trace.objects.create(person=town.people["handler"], organisation=town.organisation, kind="viewed", about=town.word)
    town.at |= {"organisation": (town.organisation.slug,), "nothing": (), "group": (town.organisation.slug, "grupp")}


def _process(town: Town) -> None:
    """A process of the town's own, with a case that waits for a handler, one with an incident, and one that is over."""
    picture = PICTURE.replace('candidateGroups="editor"', 'candidateGroups="handler"')
    picture = picture.replace("Tillstånd", f"Tillstånd {town.word}").replace("Ansökan kommer in", town.word)
    letter = Path(attendance.__file__).parent / "processes/letter.bpmn"
    deployment.deploy(
        [("permit.bpmn", picture.encode()), ("permit-review.form", json.dumps(FORM).encode()),
         ("letter.bpmn", letter.read_bytes())], organisation=town.organisation,
    )  # fmt: skip

    def start(**more: Any) -> Task:
        variables = {"note": town.word, "amount": 100}
        case = runtime.start(
            "permit", variables=variables, business_key=town.word, organisation=town.organisation, **more
        )
        return Task.objects.get(case=case)

    waits, stuck, done = start(), start(), start()
    runtime.complete(done, variables={"decision": "yes"}, by=town.people["handler"].actor, seconds_spent=60)
    case = waits.case
    problem = {"code": "job.refused", "values": {"message": town.word}}
    incident = Incident.objects.create(
        case=stuck.case, key=90, element="archive", code="job.refused", problem=json.dumps(problem),
        raised_at=clock.instant(),
    )  # fmt: skip
    file = kept.take(Upload(f"{town.word}.pdf", "application/pdf", f"%PDF-1.7 {town.word}".encode()))
    runtime.set_variables(case, {"paper": file}, by=town.people["owner"].actor, reason=town.word)
    kept.bind(file, f"case:{case.uid}")
    loose = kept.take(Upload("los.pdf", "application/pdf", b"%PDF-1.7"))
    ask = Ask.objects.create(
        job_key=f"ask {town.word}", organisation=town.organisation, case=str(case.uid), title="Vad tål du inte?",
        form={"components": [{"type": "textfield", "key": "a", "label": "A"}]}, expires_at=NOW + timedelta(days=9),
    )  # fmt: skip
    door = Door.objects.create(
        kind="form", organisation=town.organisation, process="permit", form="permit-review", opened_at=NOW
    )
    webhook = Door(kind="webhook", organisation=town.organisation, process="permit", opened_at=NOW)
    webhook.keep("hemligt")
    webhook.save()
    cause = {"organisation": town.organisation.slug, "process": "permit", "element": "archive", "code": "job.refused"}
    town.at |= {
        "task": (waits.uid,), "case": (case.uid,), "suspend": (case.uid, "suspend"), "incident": (incident.uid,),
        "process": (town.organisation.slug, "permit"), "version": (town.organisation.slug, "permit", 1),
        "kept": (UUID(file.rpartition(":")[2]),), "own-file": (kept.token(loose),), "ask": (ask.get_absolute_url(),),
        "door": (door.uid,), "webhook": (webhook.uid,),
    }  # fmt: skip
    town.at["apply"] = town.at["process"]
    town.sent = {
        "cause": cause | {"reason": "lagat"}, "group": {"new": "1", "name": "Nya"}, "everywhere": {"everywhere": "1"},
        "for-us": {"organisation": town.organisation.slug},
    }  # fmt: skip


def _desk(town: Town) -> None:
    task = Task.objects.get(uid=town.at["task"][0])
    case, owner = task.case, town.people["owner"]
    mail = Mail.objects.create(
        job_key=town.word, kind="confirmation", about="a", case=str(case.uid), organisation=town.organisation,
        queued_at=NOW, sent_at=NOW, to_address=f"anna@{town.word}.example", to_name=town.word, subject=town.word,
        text=town.word, html=f"<!doctype html><html lang='sv'><title>Brev</title><p>{town.word}</p></html>",
        message_id=f"<m@{town.word}>", state="sent",
        attachments=[{"name": f"{town.word}.ics", "type": "text/calendar", "data": "SGVq"}],
    )  # fmt: skip
    wrapped, key = sealing.new_key()
    body = key.seal(json.dumps([town.word, 100]).encode())
    correction = Correction.objects.create(case=case, name="note", by=owner.actor, key=wrapped, body=body)
    operation = operations.begin(
        "suspend", Query(process="permit"), by=owner.actor, reason=town.word, organisation=town.organisation
    )
    upgrade = Upgrade.objects.create(organisation=town.organisation, name=f"System {town.word}", on=DAY, by=owner.actor)
    SystemUse.objects.create(
        organisation=town.organisation, process="permit", name=f"System {town.word}", how=town.word, by=owner.actor
    )
    Stewardship.objects.create(
        organisation=town.organisation,
        process="permit",
        owner=owner,
        backup=town.people["administrator"],
        routine=town.word,
    )
    _secret, token = tokens.make(organisation=town.organisation, name=f"Robot {town.word}", scopes=["read"])
    cause = {name: value for name, value in town.sent["cause"].items() if name not in ("organisation", "reason")}
    Care.objects.create(organisation=town.organisation, person=town.people["operator"], **cause)
    for role, person in town.people.items():
        SavedView.objects.create(person=person, page="inbox", name=f"Vy {town.word}", query=f"q={town.word}")
        Follow.objects.create(case=case, person=person)
        if role != "employee":
            talking.comment(case, f"{town.word} {role}", by=person)
    town.at |= {
        "correction": (case.uid, correction.pk), "mail": (mail.uid,), "attachment": (mail.uid, 0),
        "operation": (operation.uid,), "pause-operation": (operation.uid, "pause"), "token": (token.uid,),
        "ability": ("mail.send",), "upgrade": (upgrade.uid,), "passkey": (0,),
    }  # fmt: skip


def _workshop(town: Town) -> None:
    editor = town.people["editor"]
    files = dict(workshop_story.files())
    files["leave.bpmn"] = files["leave.bpmn"].replace(b"Besluta om", town.word.encode() + b" om")
    test = {"name": f"Prov {town.word}", "stimuli": [], "expect": {}}
    files["prov.test.json"] = json.dumps(test).encode()
    draft = saving.begin(organisation=town.organisation, name=f"Ledighet {town.word}", files=files, by=editor)
    files["extra.form"] = files["leave-form.form"]
    saving.save(draft=draft, files=files, base=1, by=editor, note=town.word)
    draft.owner, draft.backup, draft.routine = town.people["owner"], editor, town.word
    draft.save()
    for person in (town.people[one] for one in ("editor", "administrator", "owner", "everybody")):
        trial = Trial(draft=draft, person=person)
        trial.script = []
        trial.save()
        town.at[f"trial of {person.pk}"] = town.at["trial of editor"] = (draft.uid, trial.uid)
    release = Release.objects.create(
        draft=draft, version=draft.versions.first(), notes=town.word, asked_by=editor, asked_at=NOW
    )
    process = Process.objects.get(key="permit", organisation=town.organisation)
    Release.objects.create(
        draft=draft, version=draft.versions.last(), notes=town.word, asked_by=editor, asked_at=NOW, state="live",
        live_by=editor, live_at=NOW, process=process,
    )  # fmt: skip
    one = draft.uid
    town.at |= {
        "draft": (one,), "draft-version": (one, 1), "file": (one, "leave.bpmn"), "step": (one, "bedom-ansokan"),
        "deadline": (one, "besluta-om-ledighet"), "choice": (one, "vem-beslutar"), "way": (one, "vem-beslutar-end"),
        "add": (one, "before", "end"), "table": (one, "leave-rules.dmn"), "form": (one, "leave-form.form"),
        "question": (one, "leave-form.form", "1"), "test": (one, "prov.test.json"), "release": (one, release.uid),
        "to-delete": (one, "extra.form"), "part": (one, "school-transport"), "library": ("school-transport",),
    }  # fmt: skip


def _programme(town: Town, other: Town) -> None:
    organisation, organiser = town.organisation, town.people["organiser"]
    week = Week.objects.create(
        slug=f"veckan-{organisation.slug}", title_sv="Innovationsveckan", title_en="Innovation Week",
        starts_on=date(2021, 10, 4), ends_on=date(2021, 10, 8), published_on=date(2021, 8, 16), owner=organisation,
        criteria_sv="Nytt för någon annan.", logo_version=1, theme='[light]\nlink = "#1d5c39"\n',
    )  # fmt: skip
    WeekLogo.objects.create(week=week, type="image/png", content=PIXEL)
    theme = Theme.objects.create(week=week, slug="data", title_sv="Data", title_en="Data")
    facts = {
        "abstract_sv": "Så kan andra använda stadens data.", "starts_at": NOW + timedelta(days=30),
        "ends_at": NOW + timedelta(days=30, hours=1), "format": "digital", "platform": "Teams", "contact": organiser,
        "joining_link": f"https://moten.example/{town.word}", "registration_last_day_on": date(2021, 10, 1),
    }  # fmt: skip

    def point(title: str, *, public: bool, in_week: Week | None = week, **more: Any) -> Point:
        themes = [theme] if in_week else []
        made = actions.create_point(week=in_week, organiser=organisation, facts=facts | {"title_sv": title} | more,
                                    themes=themes)  # fmt: skip
        if public:
            seen = {"state": "published", "published_at": NOW, "submitted_at": NOW}
            Point.objects.filter(pk=made.pk).update(**seen)
            made.refresh_from_db()
        return made

    draft = point(f"Utkast {town.word}", public=False)
    handed_in = point(f"Inlämnad {town.word}", public=False)
    Point.objects.filter(pk=handed_in.pk).update(state="in-review", submitted_at=NOW)
    public = point("Öppna data", public=True)
    past = {"starts_at": NOW - timedelta(days=9), "ends_at": NOW - timedelta(days=9, hours=-1)}
    held = point("Förra seminariet", public=True, in_week=None, **past, recording_url="https://film.example/1")
    Point.objects.filter(pk=held.pk).update(recording_published_at=NOW, language="sv")
    Recording.objects.create(
        point=held, captions="file", captions_text=TRACK, film_name="f.mp4", film_type="video/mp4", film_size=0
    )
    speaker = Contributor.objects.create(point=public, name="Åsa Öberg", email=f"asa@{town.word}.example")
    ContributorPicture.objects.create(contributor=speaker, type="image/png", content=PIXEL, alt_sv=town.word)
    paper = PointFile.objects.create(
        point=draft, kind="document", name=f"{town.word}.pdf", type="application/pdf", size=5, content=b"%PDF-"
    )
    CoOrganising.objects.create(point=public, organisation=other.organisation)
    own = CoOrganising.objects.create(point=public, organisation=organisation)
    imported = Import.objects.create(
        person=organiser,
        week=week,
        organiser=organisation,
        name=f"{town.word}.csv",
        content=f"titel;datum\n{town.word};2021-10-05\n".encode(),
    )
    town.at |= {
        "week": (week.slug,), "point": (week.slug, public.slug), "seminar": (held.slug,), "work": (draft.uid,),
        "public-point": (public.uid,), "recording": (held.uid,), "portrait": (speaker.pk,), "point-file": (paper.uid,),
        "taking-part": (taking_part.token(speaker),), "co-organise": (own.pk,), "import": (imported.uid,),
        "co-organise-link": (co_organising.token(own, organiser),), "organiser": (organisation.slug,),
    }  # fmt: skip


def _attendance(town: Town) -> None:
    point = Point.objects.get(uid=town.at["public-point"][0])
    SignUp.objects.update_or_create(
        point=point, defaults={"capacity": 30, "opened_at": NOW, "registered_count": 1, "code": town.word}
    )
    one = Registration.objects.create(
        point=point, name=f"Anna {town.word}", email=f"anna@{town.word}.example", organisation=town.word,
        consent_version="1", consented_at=NOW, state="registered", answers={"diet": town.word},
    )  # fmt: skip
    Feedback.objects.create(point=point, score=4, good=town.word)
    Mailing.objects.create(point=point, subject=town.word, text=town.word, by=town.people["secretary"].actor)
    Wording.objects.create(
        organisation=town.organisation, kind="confirmation", language="sv", subject=town.word, opening=town.word
    )
    town.at |= {
        "registration": (one.token,), "your-data": (privacy.link_of(one),),
        "words": (town.organisation.slug, "confirmation", "sv"),
    }  # fmt: skip


def _ideas(town: Town, package: Any) -> None:
    organisation, employee, coach = town.organisation, town.people["employee"], town.people["idea-coach"]
    slug = organisation.slug
    challenge = Challenge.objects.create(
        organisation=organisation, title=f"Utmaning {town.word}", state="open", slug=f"utmaning-{slug}", need=town.word,
        for_whom="Elever", closes_on=date(2021, 12, 1), opened_at=NOW, contact=coach, method="innovationsguiden",
    )  # fmt: skip
    idea = Idea.objects.create(
        organisation=organisation, title=f"Idé {town.word}", state="accepted", slug=f"ide-{slug}", challenge=challenge,
        what=town.word, answered_at=NOW, method="innovationsguiden",
    )  # fmt: skip
    solved = Idea.objects.create(
        organisation=organisation, title=f"Löst {town.word}", state="solved", slug=f"lost-{slug}", what=town.word,
        answered_at=NOW,
    )  # fmt: skip
    Author.objects.create(idea=solved, person=employee)
    Author.objects.create(idea=idea, person=employee)
    member = TeamMember.objects.create(idea=idea, person=town.people["handler"], organisation=organisation)
    question = Argument.objects.create(idea=idea, person=coach, side="question", text=town.word)
    trial = IdeaTrial.objects.create(
        organisation=organisation, title=f"Test {town.word}", state="running", idea=idea, hypothesis=town.word,
        measure="Gram", target="30", begins_on=DAY, ends_on=DAY + timedelta(days=9), responsible=employee,
    )  # fmt: skip
    solution = Solution.objects.create(
        organisation=organisation, title="Svinnvågen", state="published", slug=f"losning-{slug}", contact=coach,
        what="En våg.", for_whom="Skolor", evidence="Två veckor i köket.", published_at=NOW,
    )  # fmt: skip
    Solution.objects.create(
        organisation=organisation, title=f"Utkast {town.word}", state="in-review", slug=f"utkast-{slug}",
        contact=coach, what=town.word, for_whom="Skolor",
    )  # fmt: skip
    installed = Installation.objects.create(
        name=package.name, organisation=organisation, package=package, report_name=town.word, installed_by="görel"
    )
    town.at |= {
        "challenge": (challenge.slug,), "idea": (idea.slug,), "idea-trial": (trial.uid,), "solution": (solution.slug,),
        "member": (idea.slug, member.pk), "question-of-idea": (idea.slug, question.uid),
        "idea-step": (idea.slug, "undersoka"), "solved": (solved.slug,), "stage": ("idea", idea.slug),
        "package": (package.uid,),
        "installed": (installed.uid,), "update": (installed.uid, package.uid), "key": (package.signer_id,),
        "method": ("innovationsguiden",), "offered": ("process",),
        "oidc": ("own",), "ttl": ("ttl",), "sv": ("sv",), "resource": ("solutions",), "dataset": ("solutions", "json"),
        "open-row": ("solutions", solution.uid), "statement": ("terms",),
    }  # fmt: skip


def _adoption(town: Town, other: Town) -> None:
    """We introduced the other town's solution, and are not confirmed yet."""
    solution = Solution.objects.get(slug=other.at["solution"][0])
    row = Adoption.objects.create(
        organisation=other.organisation, title=solution.title, state="running", solution=solution,
        adopter=town.organisation, adopter_name=town.organisation.name, contact=town.people["idea-coach"],
        begun_on=DAY, is_confirmed=True,
    )  # fmt: skip
    waits = Adoption.objects.create(
        organisation=town.organisation, title=solution.title, state="running",
        solution=Solution.objects.get(slug=town.at["solution"][0]), adopter_name="Tredje staden", begun_on=DAY,
        is_confirmed=False,
    )  # fmt: skip
    town.at |= {"adoption": (row.uid,), "to-confirm": (waits.uid,)}


def _benefits(town: Town) -> None:
    found = Delegation.objects.create(
        organisation=town.organisation, decision_type=f"beslut {town.organisation.slug}", board="Nämnden",
        paragraph="§ 1", decided_on=DAY, valid_from=DAY, appeal_to="länsstyrelsen", contact="bygg@guld.example",
        made_by=town.people["administrator"].actor, document_name=f"{town.word}.pdf", document_type="application/pdf",
        document=b"%PDF-1.7", no_other_law=True, not_procurement=True,
    )  # fmt: skip
    Plan.objects.create(
        organisation=town.organisation, process="permit", year=2021, volume=10, minutes_each=20, residual_each=5,
        upkeep_hours=1, purpose=town.word, stated_by=town.people["owner"].actor,
    )  # fmt: skip
    slug = town.organisation.slug
    town.at |= {
        "delegation": (found.uid,), "account": (slug, "permit"), "state": (slug, "permit", "plan"),
        "report": (slug, "xlsx"),
    }  # fmt: skip
