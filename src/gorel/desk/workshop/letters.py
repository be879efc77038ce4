"""What is written to those who may approve a release. Receiver and facts are looked up when it is sent."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from gorel.cases import runtime
from gorel.desk.workshop.models import Release
from gorel.desk.workshop.rights import approvers
from gorel.robots.mail.letters import Letter, Unsendable, register

ASKED = "workshop_asked"


def register_all() -> None:
    """Tell `robots.mail` that the workshop writes these kinds of letters."""
    register(ASKED, asked, title={"sv": "Väntar på ditt godkännande", "en": "Waits for your approval"})


def ask_approvers(release: Release) -> None:
    """Let Görel write to all who may approve *release*. Side effects: a case of the process "letter" for each."""
    for person in approvers(release):
        about = f"{release.uid}/{person.uid}"
        runtime.start("letter", variables={"kind": ASKED, "about": about}, organisation=release.draft.organisation)


def asked(about: str) -> Letter:
    """A colleague asks you to approve a process. Errors: Unsendable when it does not wait for this person any more."""
    uid, _slash, receiver = about.partition("/")
    release = Release.objects.filter(uid=uid).select_related("draft__organisation", "asked_by", "version").first()
    asked_of = approvers(release) if release is not None and release.state == Release.State.ASKED else []
    person = next((one for one in asked_of if str(one.uid) == receiver), None)
    if release is None or person is None:
        raise Unsendable(
            "workshop.not-waiting",
            {
                "sv": "Ändringen väntar inte längre på den här personens godkännande.",
                "en": "The change does not wait for this person's approval any more.",
            },
        )
    with translation.override(person.language):
        who = release.asked_by.name if release.asked_by else _("A colleague")
        return Letter(
            to_address=person.email, to_name=person.name,
            subject=_("Waits for your approval: %(process)s") % {"process": release.draft.name},
            template="workshop/letters/asked", language=person.language, thread=str(release.uid),
            context={
                "who": who, "process": release.draft.name, "organisation": release.draft.organisation.name,
                "notes": release.notes, "tests": release.tests,
                "url": settings.ADDRESS + reverse("workshop:release", args=[release.draft.uid]),
            },
        )  # fmt: skip
