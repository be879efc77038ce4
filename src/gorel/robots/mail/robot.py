"""The ability `mail.send`: writes a letter into the outbox, hands it to the SMTP server, and notes that it is done.

Three commits, in this order, make the promise of docs/mail.md hold:
1. the letter stands in the outbox as "queued", under its job's key;
2. the server has answered, and the letter is "sent" – the very next thing that happens;
3. the worker completes the job.
A try that finds "sent" does nothing. So what a sudden end of the program can double is the one letter per thread whose
answer came but was not yet committed; and none is lost, since the job stays open until its letter is sent.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal

import msgspec
from django.conf import settings

from gorel.ability import Context, Doubt, Refused, ability, says
from gorel.ground import clock
from gorel.ground.prepared import Prepared
from gorel.ground.written import Changed
from gorel.robots.mail import free, letters, post, wording
from gorel.robots.mail.outbox import Mail, State, message_id
from gorel.robots.mail.rendering import render

Compose = Callable[[], letters.Letter]
_of_job = Prepared(lambda job_key: Mail.objects.filter(job_key=job_key), job_key=str)
_note = Changed(Mail, "state", "sent_at", "error")


class ToSend(msgspec.Struct, frozen=True):
    """Which letter: of a kind, about a row – or a free one, by a template or a text of its own."""

    kind: Annotated[str, says(sv="Sort", en="Kind", help_sv="En sort som en del av Görel äger; tomt för ett fritt mejl",
                              help_en="A kind that a part of Görel owns; left empty for a free letter")] = ""  # fmt: skip
    about: Annotated[str, says(sv="Handlar om", en="About", help_sv="Radens uid", help_en="The row's uid")] = ""
    to: Annotated[str, says(sv="Till", en="To", help_sv="En adress. Ärendet minns den; svara hellre på ett brev",
                            help_en="An address. The case remembers it; rather answer a letter")] = ""  # fmt: skip
    answers: Annotated[str, says(sv="Svarar på", en="Answers", help_sv="Brevets fil (.eml), som mail.fetch gav",
                                 help_en="The letter's file (.eml), as mail.fetch gave it")] = ""  # fmt: skip
    template: Annotated[str, says(
        sv="Mall", en="Template", help_sv="En textfil: första raden ”Ämne: …”, sedan text med {fält}",
        help_en="A text file: the first line “Subject: …”, then text with {fields}")] = ""  # fmt: skip
    subject: Annotated[str, says(sv="Ämne", en="Subject")] = ""
    text: Annotated[str, says(sv="Text", en="Text")] = ""
    fields: Annotated[dict[str, Any], says(sv="Fält", en="Fields", help_sv='{"nummer": Fakturanr}',
                                           help_en='{"number": InvoiceNo}')] = {}  # fmt: skip
    attachments: Annotated[list[str], says(sv="Bilagor", en="Attachments", help_sv='["ut/avtal.pdf"]',
                                           help_en='["out/contract.pdf"]')] = []  # fmt: skip
    sender: Annotated[str, says(sv="Avsändarens namn", en="Sender's name")] = ""
    language: Annotated[Literal["sv", "en"], says(sv="Språk", en="Language")] = "sv"


class Sent(msgspec.Struct, frozen=True):
    """The letter's uid in the outbox."""

    mail: Annotated[str, says(sv="Mejl", en="Letter")]


@ability(
    "mail.send",
    title={"sv": "Skicka mejl", "en": "Send a letter"},
    about={
        "sv": "Skriver ett mejl – av en viss sort om en viss rad, eller efter en egen mall – och skickar det, en gång.",
        "en": "Writes a letter – of a kind about a row, or by a template of your own – and sends it, once.",
    },
    retries=5,
    timeout_seconds=180,  # five answers of the server, each awaited for EMAIL_TIMEOUT, must fit with room to spare
    concurrency=1,
    remembers=True,  # the outbox does
    per_minute=settings.MAILS_PER_MINUTE or None,
    icon="M3 6h18v13H3zM3 7l9 7 9-7",
)
def send(given: ToSend, context: Context) -> Sent | Doubt:
    """Send the letter once; a doubt when a person must mend something first. Errors: Refused for an unknown kind."""

    def compose() -> letters.Letter:
        return letters.find(given.kind).compose(given.about) if given.kind else _free(given, context)

    return deliver(compose, context, kind=given.kind, about=given.about)


def deliver(compose: Compose, context: Context, *, kind: str, about: str) -> Sent | Doubt:
    """Send the job's one letter, composed anew at each try until it is sent. Errors: Refused for an unknown kind."""
    mail = next(iter(_of_job.objects(job_key=context.job_key)), None)
    if mail is None or mail.state != State.SENT:
        try:
            mail = _queue(compose, context, mail, kind, about)
        except letters.Unsendable as error:
            return Doubt(error.code, error.text)
        try:
            _hand_over(mail)
        except post.Undeliverable as error:
            return _refused(mail, str(error))
    return Sent(mail=str(mail.uid))


def _free(given: ToSend, context: Context) -> letters.Letter:
    return free.compose(
        to=given.to, answers=given.answers, template=given.template, subject=given.subject, text=given.text,
        fields=given.fields, attachments=given.attachments, sender=given.sender, language=given.language,
        context=context,
    )  # fmt: skip


def _queue(compose: Compose, context: Context, mail: Mail | None, kind: str, about: str) -> Mail:
    """Write the letter as the facts stand now; a later try says what has become true since."""
    try:
        letter = compose()
    except letters.UnknownKind as error:
        raise Refused(str(error), sv=f"det finns inga brev av slaget ”{kind}”") from None
    rendered = render(wording.worded(letter, kind=kind, organisation=context.organisation))
    mail = mail or Mail(job_key=context.job_key, message_id=message_id(context.job_key), queued_at=clock.now())
    mail.kind, mail.about, mail.case, mail.organisation_id = kind, about, context.case, context.organisation
    mail.to_address, mail.to_name = letter.to_address, letter.to_name
    mail.sender_name, mail.reply_to, mail.reply_to_name = letter.sender_name, letter.reply_to, letter.reply_to_name
    mail.subject, mail.text, mail.html, mail.language = rendered.subject, rendered.text, rendered.html, letter.language
    mail.thread, mail.unsubscribe = letter.thread, letter.unsubscribe
    mail.attachments = [attachment.as_json() for attachment in letter.attachments]
    mail.state, mail.error = State.QUEUED, ""
    mail.put()
    return mail


def _hand_over(mail: Mail) -> None:
    try:
        post.send(mail)
    except post.Trouble as error:
        Mail.objects.filter(pk=mail.pk).update(error=str(error))
        raise
    mail.state, mail.sent_at, mail.error = State.SENT, clock.now(), ""
    _note(mail)


def _refused(mail: Mail, answer: str) -> Doubt:
    """Note the server's no, and say it to a person; *answer* names no address."""
    Mail.objects.filter(pk=mail.pk).update(state=State.REFUSED, error=answer)
    return Doubt(
        "mail.refused",
        {
            "sv": f"E-postservern tar inte emot mejlet: {answer}. Se efter i utkorgen om adressen är rätt, "
            "rätta den där den är skriven och låt Görel försöka igen.",
            "en": f"The mail server does not take the letter: {answer}. See in the outbox whether the address is "
            "right, correct it where it is written, and let Görel try again.",
        },
        {"mail": str(mail.uid), "answer": answer},
    )
