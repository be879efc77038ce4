"""What is written to authors, coaches, administrators and followers. Receiver and facts are looked up when it is sent.

All letters share one template; what they say stands here, a function per kind.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from gorel.ground import times
from gorel.ideas import receivers
from gorel.ideas.digests import news
from gorel.ideas.models import Adoption, Digest, Stage, Trial
from gorel.ideas.words import State
from gorel.robots.mail.letters import Letter, Unsendable, register

Said = dict[str, Any]


def received(row: Stage) -> Said:
    """Thank you; this is when you get an answer."""
    return {
        "subject": _("Received: %(title)s"),
        "heading": _("Thank you, it has arrived"),
        "paragraphs": [
            _("%(organisation)s answers by %(day)s at the latest.") % _promise(row),
            _("If it takes longer, you hear that from me on that day."),
        ],
    }


def remind(row: Stage) -> Said:
    """To the coach: the day is near."""
    return {
        "subject": _("Waits for your answer: %(title)s"),
        "heading": _("Somebody waits for an answer"),
        "paragraphs": [
            _("They were promised an answer by %(day)s at the latest.") % _promise(row),
            _("The task is in your inbox, with all that is known."),
        ],
        "button": _("See what waits"),
        "url": reverse("ideas:coach"),
    }


def late(row: Stage) -> Said:
    """To who waits: it is late, and that is said as it is."""
    return {
        "subject": _("The answer is late: %(title)s"),
        "heading": _("You should have had an answer today"),
        "paragraphs": [
            _("%(organisation)s promised an answer by %(day)s, and has not given it. I am sorry.") % _promise(row),
            _("I have told the organisation's administrator, and your matter stands first in the list."),
        ],
    }


def escalated(row: Stage) -> Said:
    """To the administrator: a promise was not kept."""
    return {
        "subject": _("A promised answer is late: %(title)s"),
        "heading": _("A promised answer is late"),
        "paragraphs": [
            _("It was promised by %(day)s. Whoever waits for it knows that it is late.") % _promise(row),
            _("See to it that somebody answers, also when the answer is no."),
        ],
        "button": _("See what waits"),
        "url": reverse("ideas:coach"),
    }


def answered(row: Stage) -> Said:
    """The answer, with its reason."""
    headings = {
        State.OPEN: _("The challenge is open for ideas"),
        State.SENT_BACK: _("It needs to be clearer"),
        State.DEVELOPING: _("The idea is worth developing"),
        State.ACCEPTED: _("The idea is to be tried"),
        State.SOLVED: _("The idea became a solution"),
        State.PUBLISHED: _("The solution is published"),
        State.RUNNING: _("The trial may begin"),
        State.DONE: _("It is decided what the trial showed"),
        State.CLOSED: _("It goes no further"),
    }
    next_steps = {
        State.SENT_BACK: _("Change it and save; then it gets a new answer by a new day."),
        State.DEVELOPING: _("Work on it, alone or with others, and ask for a new answer when you are ready."),
        State.ACCEPTED: _("Plan the trial on the idea's page: what you believe, and how you will know."),
    }
    state = State(row.state)
    paragraphs = [next_steps[state]] if state in next_steps else []
    if isinstance(row, Trial) and row.outcome:
        paragraphs.insert(0, str(row.get_outcome_display()) + ".")
    return {
        "subject": _("You have an answer: %(title)s"), "heading": headings.get(state, _("You have an answer")),
        "quote": row.reason, "paragraphs": paragraphs,
    }  # fmt: skip


def result_wanted(row: Stage) -> Said:
    """What came of it?"""
    text = (
        _("You have introduced the solution for two months. What does it do for you? A few lines are enough.")
        if isinstance(row, Adoption)
        else _("The time for the trial is over. Write what you measured, also when it was not what you had hoped.")
    )
    return {
        "subject": _("What came of it? %(title)s"), "heading": _("What came of it?"), "paragraphs": [text],
        "button": _("Write the result"),
    }  # fmt: skip


def adopted(row: Stage) -> Said:
    """To the coach of the solution: somebody takes it up."""
    return {
        "subject": _("Your solution is being introduced: %(title)s"),
        "heading": _("Your solution is being introduced"),
        "paragraphs": [_("%(name)s has begun to introduce it.") % {"name": row.adopter_name}],  # type: ignore[attr-defined]
    }


def adoption_result(row: Stage) -> Said:
    """To the coach of the solution: this is what it came to there."""
    minutes = getattr(row, "minutes_freed", None)
    freed = [_("Time freed so far: %(time)s.") % {"time": times.duration(float(minutes))}] if minutes else []
    return {
        "subject": _("A result from elsewhere: %(title)s"),
        "heading": _("A result from %(name)s") % {"name": row.adopter_name},  # type: ignore[attr-defined]
        "quote": getattr(row, "result", ""),
        "paragraphs": freed,
    }


KINDS: dict[str, tuple[Callable[[Stage], Said], dict[str, str]]] = {
    "ideas_received": (received, {"sv": "Idé eller behov mottaget", "en": "Idea or need received"}),
    "ideas_remind": (remind, {"sv": "Svar väntas", "en": "An answer is waited for"}),
    "ideas_late": (late, {"sv": "Svaret är försenat", "en": "The answer is late"}),
    "ideas_escalated": (escalated, {"sv": "Försenat svar", "en": "Late answer"}),
    "ideas_answered": (answered, {"sv": "Svar", "en": "Answer"}),
    "ideas_result_wanted": (result_wanted, {"sv": "Resultat efterfrågas", "en": "Result wanted"}),
    "ideas_adopted": (adopted, {"sv": "Lösningen införs av andra", "en": "Solution is introduced by others"}),
    "ideas_adoption_result": (adoption_result, {"sv": "Resultat från andra", "en": "Result from others"}),
}  # fmt: skip


def register_all() -> None:
    """Tell `robots.mail` that this room writes these kinds of letters."""
    for kind, (_say, title) in KINDS.items():
        register(kind, _composer(kind), title=title)
    register("ideas_digest", digest, title={"sv": "Sammandrag av idéer", "en": "Digest of ideas"})


def digest(about: str) -> Letter:
    """What has happened to what somebody follows. Errors: Unsendable when there is no such digest any more."""
    row = Digest.objects.filter(uid=about).select_related("person").first()
    if row is None:
        raise Unsendable(
            "ideas.no-digest",
            {"sv": "Den som skulle ha sammandraget finns inte kvar.", "en": "Whoever wanted the digest is gone."},
        )
    person = row.person
    with translation.override(person.language):
        parts = [(one.row, settings.ADDRESS + one.row.get_absolute_url(), one.sentences) for one in news(row)]
        address = settings.ADDRESS + reverse("ideas:digest")
        return Letter(
            to_address=person.email, to_name=person.name, subject=_("What has happened to the ideas that you follow"),
            template="ideas/letters/digest", context={"parts": parts, "digest_url": address},
            language=person.language, thread=about, unsubscribe=address,
        )  # fmt: skip


def compose(kind: str, about: str) -> Letter:
    """Return the letter of *kind* for the receiver whose key *about* is. Errors: Refused when nobody can receive it."""
    row, receiver = receivers.resolve(about)
    with translation.override(receiver.language):
        said = KINDS[kind][0](row)
        subject = said.pop("subject") % {"title": row.title}
        context: dict[str, Any] = {
            "row": row, "quote": "", "url": row.get_absolute_url(), "button": see(row),
            "kind_name": kind_name(row), "is_guest": about.partition("/")[2].startswith("a"),
        } | said  # fmt: skip
        context["url"] = settings.ADDRESS + context["url"]
    return Letter(
        to_address=receiver.email, to_name=receiver.name, subject=subject, template="ideas/letters/letter",
        context=context, language=receiver.language, thread=str(row.uid),
    )  # fmt: skip


def kind_name(row: Stage) -> str:
    """Return what the row is, in a word."""
    return {
        "challenge": _("Challenge"), "idea": _("Idea"), "trial": _("Trial"), "solution": _("Solution"),
        "adoption": _("Introduction"),
    }[row.kind]  # fmt: skip


def see(row: Stage) -> str:
    """Return the words of the link to the row: a link that says only "see it" says nothing in a list of links."""
    return {
        "challenge": _("See the challenge"), "idea": _("See the idea"), "trial": _("See the trial"),
        "solution": _("See the solution"), "adoption": _("See the introduction"),
    }[row.kind]  # fmt: skip


def _composer(kind: str) -> Callable[[str], Letter]:
    def compose_one(about: str) -> Letter:
        return compose(kind, about)

    compose_one.__qualname__ = f"ideas.compose[{kind}]"
    return compose_one


def _promise(row: Stage) -> dict[str, str]:
    return {
        "organisation": row.organisation.name,
        "day": times.day(row.answer_by) if row.answer_by else _("the promised day"),
    }
