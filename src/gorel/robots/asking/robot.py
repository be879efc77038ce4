"""The ability `person.ask`."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Annotated, Literal

import msgspec
from django.conf import settings

from gorel.ability import Context, Doubt, Refused, ability, says
from gorel.cases.models import Resource
from gorel.ground import clock
from gorel.robots.asking.models import Ask
from gorel.robots.mail import free, letters
from gorel.robots.mail.robot import deliver


class ToAsk(msgspec.Struct, frozen=True, kw_only=True):
    """Whom to ask what."""

    form: Annotated[str, says(sv="Formulär", en="Form", help_sv="Formulärets id", help_en="The form's id")]
    subject: Annotated[str, says(sv="Ämne", en="Subject")]
    text: Annotated[str, says(sv="Text", en="Text", help_sv="Länken läggs till sist", help_en="The link is added last")]
    to: Annotated[str, says(sv="Till", en="To", help_sv="En adress. Ärendet minns den; svara hellre på ett brev",
                            help_en="An address. The case remembers it; rather answer a letter")] = ""  # fmt: skip
    answers: Annotated[str, says(sv="Svarar på", en="Answers", help_sv="Brevets fil (.eml)",
                                 help_en="The letter's file (.eml)")] = ""  # fmt: skip
    days: Annotated[int, says(sv="Dagar att svara på", en="Days to answer")] = 14
    sender: Annotated[str, says(sv="Avsändarens namn", en="Sender's name")] = ""
    language: Annotated[Literal["sv", "en"], says(sv="Språk", en="Language")] = "sv"


class Asked(msgspec.Struct, frozen=True):
    """The question's key. The picture waits for the message `person.answered` with it; its variables are the answers."""

    ask: Annotated[str, says(sv="Frågans nyckel", en="Key of the question")]


@ability(
    "person.ask",
    title={"sv": "Fråga en person", "en": "Ask a person"},
    about={
        "sv": "Mejlar någon utan konto en länk till ett formulär. Svaret kommer som meddelandet person.answered med frågans "
        "nyckel.",
        "en": "Mails somebody without an account a link to a form. The answer comes as the message person.answered with the "
        "question's key.",
    },
    retries=5,
    timeout_seconds=180,
    concurrency=1,
    remembers=True,  # the outbox does
    icon="M4 5h16v11H9l-5 4zM12 8a2 2 0 0 1 0 4M12 14h.01",
)
def ask(given: ToAsk, context: Context) -> Asked | Doubt:
    """Ask once, whatever the tries. Errors: Refused for an unknown form."""
    row = Ask.objects.filter(job_key=context.job_key).first() or _open(given, context)

    def compose() -> letters.Letter:
        link = settings.ADDRESS + row.get_absolute_url()
        return free.compose(
            to=given.to, answers=given.answers, template="", subject=given.subject, text=f"{given.text}\n\n{link}",
            fields={}, attachments=(), sender=given.sender, language=given.language, context=context,
        )  # fmt: skip

    sent = deliver(compose, context, kind="ask", about=str(row.uid))
    return sent if isinstance(sent, Doubt) else Asked(str(row.uid))


def _open(given: ToAsk, context: Context) -> Ask:
    known = Resource.objects.filter(kind="form", key=given.form).order_by("-version")
    form = known.filter(organisation=context.organisation).first() or known.filter(organisation=None).first()
    if form is None:
        raise Refused(
            f"there is no form {given.form!r}; deploy it with the process",
            sv=f"formuläret ”{given.form}” finns inte; lägg ut det tillsammans med processen",
        )
    return Ask.objects.create(
        job_key=context.job_key, organisation_id=context.organisation, case=context.case, title=given.subject[:300],
        form=json.loads(bytes(form.content)), expires_at=clock.now() + timedelta(days=given.days),
    )  # fmt: skip
