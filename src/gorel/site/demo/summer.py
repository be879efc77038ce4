"""The summer workers' challenge of 2021, from a need to a solution that a neighbour introduces.

What the source tells is little: there was a challenge about sustainability, worked on with user-driven methods, and a
lecture about it on 6 October. The rest stands as assumptions in `sommarjobbarna-2021.toml`, and so do the days here.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from importlib import resources
from typing import Any

from gorel.accounts.models import Organisation, Person
from gorel.cases import queries, runtime
from gorel.ground import clock
from gorel.ideas import actions
from gorel.ideas.models import Challenge, Idea, Solution, Stage, Trial
from gorel.ideas.packages import installing, making
from gorel.programme import actions as programme
from gorel.programme import recordings
from gorel.programme.models import Point
from gorel.site.demo.people import writer

CITY, NEIGHBOUR = "goteborgs-stad", "grannkommunen"
POINT, WEEK = "sommarjobbare-och-hallbarhet", "innovationsveckan-2021"
COACH = "idecoach@goteborg.example"
RECORDING = "https://play.example/sommarjobbare-tar-sig-an-hallbarheten"
LOANS = 12  # everyday loans in the city after the solution: an assumption


@cache
def facts() -> dict[str, Any]:
    """Return what the file says."""
    found = resources.files("gorel.site.demo") / "sommarjobbarna-2021.toml"
    return tomllib.loads(found.read_text(encoding="utf-8"))


def acts() -> list[tuple[datetime, Callable[[], object]]]:
    """Return who does what, when."""
    return [
        (_at(6, 1, 9), _put),
        (_at(6, 2, 10), lambda: _answer(_challenge(), "review", decision="open")),
        (_at(6, 22, 9, 10), lambda: _write(0)),
        (_at(6, 23, 14, 30), lambda: _write(1)),
        (_at(6, 24, 8, 5), lambda: _write(2)),
        (_at(6, 28, 10), _join),
        (_at(6, 29, 13), _follow_method),
        (_at(6, 30, 9), lambda: _answer(_idea(0), "answer", decision="try", reason=(
            "Det här vill vi veta mer om. Pröva i liten skala, och skriv ner vad ni tror innan ni börjar."))),
        (_at(7, 1, 9), lambda: _answer(_idea(1), "answer", decision="close", reason=(
            "Den är lik idén om att låna i stället för att köpa. Ni har gått ihop och prövar den tillsammans."))),
        (_at(7, 5, 9), _plan),
        (_at(7, 5, 15), lambda: _answer(_trial(), "review", decision="begin")),
        # The fruit basket is answered late: said as it is, and closed with a reason.
        (_at(7, 12, 9), lambda: _answer(_idea(2), "answer", decision="close", reason=(
            "En fin tanke, men den hör till arbetsplatsen. Förslaget har lämnats dit. Förlåt att svaret dröjde."))),
        (_at(7, 26, 10), _report),
        (_at(7, 28, 13), lambda: _answer(_trial(), "decide", decision="solution", reason=(
            "Målet nåddes, och lösningen går att göra om på andra ställen."))),
        (_at(8, 2, 9), _describe),
        (_at(8, 9, 10), lambda: _answer(_solution(), "review", decision="publish")),
        (_at(8, 9, 13), _package),
        (_at(8, 9, 14), lambda: _answer(_challenge(), "sum-up", decision="close", reason=(
            "Tre idéer kom in. En prövades och blev en lösning som andra kan ta efter."))),
        (_at(8, 10, 9), _lend),
        (_at(8, 20, 9), _complete_point),
        (_at(8, 24, 9), _publish_point),
        (_at(8, 30, 9), _introduce),
        (_at(9, 27, 15), _tell_result),
        (_at(10, 7, 9), _record),
    ]  # fmt: skip


def _at(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2021, month, day, hour, minute, tzinfo=clock.ZONE)


def _person(email: str) -> Person:
    return Person.objects.get(email=email)


def _city() -> Organisation:
    return Organisation.objects.get(slug=CITY)


def _challenge() -> Challenge:
    return Challenge.objects.get(title=facts()["challenge"]["title"])


def _idea(number: int) -> Idea:
    return Idea.objects.get(challenge=_challenge(), title=facts()["ideas"][number]["title"])


def _trial() -> Trial:
    return _idea(0).trials.get()


def _solution() -> Solution:
    return Solution.objects.get(idea=_idea(0))


def _point() -> Point:
    return Point.objects.select_related("week", "contact").get(slug=POINT, week__slug=WEEK)


def _answer(row: Stage, element: str, **values: str) -> None:
    """Do the coach's task; somebody at the pages may have been quicker."""
    task = queries.open_task(business_key=str(row.uid), element=element)
    if task is not None:
        runtime.complete(task, variables=values, by=_person(COACH).actor, seconds_spent=8 * 60)


def _put() -> None:
    given = {**facts()["challenge"], "closes_on": date(2021, 8, 1), "method": "innovationsguiden", "seen": "public"}
    actions.put_challenge(organisation=_city(), by=_person("sommarjobb@goteborg.example"), facts=given)


def _write(number: int) -> None:
    given = dict(facts()["ideas"][number])
    person, hidden = _person(given.pop("by")), given.pop("anonymous", False)
    actions.write_idea(
        organisation=_city(), challenge=_challenge(), person=person, is_anonymous=hidden,
        facts={**given, "seen": "public"},
    )  # fmt: skip


def _join() -> None:
    idea, other = _idea(0), _person(facts()["ideas"][1]["by"])
    actions.add_member(idea=idea, person=other, unit="Sommarjobb i Lundby")
    actions.support(idea=idea, person=_person(facts()["ideas"][2]["by"]), stands=True)
    actions.argue(idea=idea, person=other, side="question", text="Vem svarar när något går sönder?")
    actions.answer_question(
        argument=idea.arguments.get(), text="Den som ansvarar för lådan. Det skriver vi in i reglerna."
    )


def _follow_method() -> None:
    for step, answers in facts()["steps"].items():
        actions.work_on(idea=_idea(0), step=step, answers=answers, is_done=True)


def _plan() -> None:
    days = {"begins_on": date(2021, 7, 7), "ends_on": date(2021, 7, 23)}
    actions.plan_trial(idea=_idea(0), by=_person(facts()["ideas"][0]["by"]), facts={**facts()["trial"], **days})


def _report() -> None:
    actions.report_trial(trial=_trial(), facts=facts()["result"])


def _describe() -> None:
    idea = _idea(0)
    actions.link_points(row=_challenge(), points=[_point()])
    actions.link_points(row=idea, points=[_point()])
    given = {
        **facts()["solution"],
        "contact_name": "Idécoachen i Göteborgs Stad",
        "contact_email": COACH,
        "processes": ["lan"],
    }
    actions.write_solution(organisation=_city(), by=_person(facts()["ideas"][0]["by"]), idea=idea, facts=given)


def _package() -> None:
    """The solution can be fetched as a package, and the city itself runs it."""
    with resources.as_file(resources.files("gorel.site.demo") / "package") as folder:
        about, files = making.from_folder(folder)
    package = making.keep(making.make(about, files), solution=_solution(), is_public=True)
    installing.install(package=package, organisation=_city(), values={}, by="görel")


def _lend() -> None:
    for number in range(LOANS):
        variables = {"sak": "Borrmaskin", "varde": 700, "finns": True}
        runtime.start("lan", variables=variables, business_key=f"lan-{number + 1}", organisation=_city())


def _complete_point() -> None:
    """The source tells the day of the lecture and no time; Görel has asked, and the organiser answers."""
    point = _point()
    if not point.starts_at:
        programme.change_point(point=point, by=writer(point), facts={
            "starts_at": _at(10, 6, 10), "ends_at": _at(10, 6, 10, 45), "platform": "Teams",
            "joining_link": "https://teams.example/l/sommarjobbare",
        })  # fmt: skip


def _publish_point() -> None:
    task = queries.open_task(business_key=str(_point().uid), element="review")
    if task is not None:
        editor = _person("redaktionen@innovationsveckan.example")
        runtime.complete(task, variables={"decision": "publish"}, by=editor.actor, seconds_spent=180)


def _introduce() -> None:
    person = _person("verksamhetsutvecklare@grannkommunen.example")
    actions.introduce(
        solution=_solution(), adopter=Organisation.objects.get(slug=NEIGHBOUR), by=person, begun_on=date(2021, 8, 30),
        changes="Vi börjar på två bibliotek och lånar ut i tre veckor.",
    )  # fmt: skip


def _tell_result() -> None:
    actions.report_adoption(
        adoption=_solution().adoptions.get(adopter__slug=NEIGHBOUR), minutes_freed=None,
        result="17 lån på fyra veckor. Vi har inte mätt tiden än.",
    )  # fmt: skip


def _record() -> None:
    point = _point()
    if not point.recording_url:
        given = {"captions": "film", "captions_are_read": True, "is_described": True}
        recordings.save(point=point, by=writer(point), url=RECORDING, facts=given)
