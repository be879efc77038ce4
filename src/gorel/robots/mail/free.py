"""Letters that no app has a kind for: a template or a text of the picture's own, with attachments from folders."""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Mapping, Sequence
from email.utils import parseaddr
from typing import Any

from gorel.ability import Context
from gorel.robots.file import places
from gorel.robots.file.text import decoded
from gorel.robots.mail import fetching
from gorel.robots.mail.letters import Attachment, Letter, Unsendable
from gorel.robots.sheet.writing import shown

SUBJECT = re.compile(r"(?:Ämne|Subject):\s*(.+?)\r?\n\s*\n?", re.IGNORECASE)
_ADDRESS = re.compile(r"[^\s@<>,;:\"]+@[^\s@<>,;:\"]+\.[^\s@<>,;:\"]+")


def compose(
    *, to: str, answers: str, template: str, subject: str, text: str, fields: Mapping[str, Any],
    attachments: Sequence[str], sender: str, language: str, context: Context,
) -> Letter:  # fmt: skip
    """Return the letter. Shape: *answers* is the file of a letter, whose sender is the receiver of this one.

    Errors: Unsendable when a person must mend something; Refused for files that are not there.
    """
    name, address = "", to
    if answers:
        name, address, answered = _sender(places.read(answers, context))
        subject = subject or f"Sv: {answered}"
    if not _ADDRESS.fullmatch(address):
        raise Unsendable(
            "mail.no-address",
            {"sv": "Mejlet har ingen adress som går att skriva till. Rätta mottagaren och försök igen.",
             "en": "The letter has no address that can be written to. Correct its receiver, and try again."},
        )  # fmt: skip
    if template:
        text = decoded(places.read(template, context)) or ""
        found = SUBJECT.match(text)
        if found:
            text = text[found.end() :]
            subject = found[1] if not answers else subject
    paragraphs = [part.strip() for part in re.split(r"\n\s*\n", filled(text, fields).strip()) if part.strip()]
    if not paragraphs or not subject:
        raise Unsendable(
            "mail.empty",
            {"sv": "Mejlet saknar ämne eller text. Skriv båda, eller ange en mall vars första rad är ”Ämne: …”.",
             "en": "The letter lacks a subject or a text. Write both, or name a template that begins “Subject: …”."},
        )  # fmt: skip
    return Letter(
        to_address=address, to_name=name, subject=filled(subject, fields), template="robots/mail/free",
        context={"paragraphs": paragraphs, "organiser": sender}, language=language, sender_name=sender,
        attachments=tuple(_attached(path, context) for path in attachments),
    )  # fmt: skip


def filled(text: str, fields: Mapping[str, Any]) -> str:
    """Return *text* with each `{name}` replaced, numbers and days as Swedes write them. Errors: Unsendable."""

    def value(found: re.Match[str]) -> str:
        if fields.get(found[1]) is None:
            raise Unsendable(
                "mail.missing-field",
                {"sv": f"Mallen nämner ”{found[1]}”, som saknas. Lägg till uppgiften och försök igen.",
                 "en": f"The template names “{found[1]}”, which is missing. Add it, and try again."},
            )  # fmt: skip
        return shown(fields[found[1]]).removeprefix("'")

    return re.sub(r"\{([^{}\n]+)\}", value, text)


def _sender(raw: bytes) -> tuple[str, str, str]:
    message = fetching.parsed(raw)
    name, address = parseaddr(str(message["Reply-To"] or message["From"] or ""))
    return name, address, re.sub(r"^((sv|re|vb|fw|fwd):\s*)+", "", str(message["Subject"] or ""), flags=re.IGNORECASE)


def _attached(path: str, context: Context) -> Attachment:
    called, data = places.named(path, context)
    name = called.rpartition("/")[2]
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    kind = "application/octet-stream" if kind.startswith("text/") else kind  # its bytes as they are, in any encoding
    return Attachment(name=name, type=kind, data=data)
