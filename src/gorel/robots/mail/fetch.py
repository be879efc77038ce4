"""The ability `mail.fetch`."""

from __future__ import annotations

import re
from email.utils import parsedate_to_datetime
from pathlib import PurePosixPath
from typing import Annotated

import msgspec

from gorel.ability import Context, Refused, ability, says
from gorel.robots.file import places
from gorel.robots.mail import fetching


class ToFetch(msgspec.Struct, frozen=True, kw_only=True):
    """Which mailbox, and where its letters go."""

    server: Annotated[
        str, says(sv="Server", en="Server", help_sv="imaps://mail.kommun.se", help_en="imaps://mail.city.example")
    ]
    user: Annotated[str, says(sv="Användare", en="User")]
    password: Annotated[str, says(sv="Lösenord", en="Password", help_sv="secrets.NAMN", help_en="secrets.NAME")]
    save_to: Annotated[str, says(sv="Spara i", en="Save in", help_sv="En mapp som organisationen har fått: post/nya",
                                 help_en="A granted folder: mail/new")]  # fmt: skip
    folder: Annotated[str, says(sv="Mapp på servern", en="Folder on the server")] = "INBOX"
    done_folder: Annotated[str, says(
        sv="Flytta till på servern", en="Move to on the server", help_sv="Tomt: breven markeras bara som lästa",
        help_en="Left empty: letters are only marked as read")] = ""  # fmt: skip
    find: Annotated[str, says(
        sv="Leta efter", en="Find", help_sv="Ett reguljärt uttryck för det som breven handlar om: \\b\\d{7}\\b",
        help_en="A regular expression for what letters are about: \\b\\d{7}\\b")] = ""  # fmt: skip
    limit: Annotated[int, says(sv="Högst", en="At most")] = 100


class Letter(msgspec.Struct, frozen=True):
    """A letter that waits in the folder. Shape: references are what `find` found, each once; received is ISO 8601."""

    id: str
    file: str
    attachments: list[str]
    references: list[str]
    received: str
    is_automatic: bool


class Fetched(msgspec.Struct, frozen=True):
    """All letters that wait in the folder, those fetched now and those left since before."""

    letters: Annotated[list[Letter], says(sv="Brev", en="Letters")]
    count: Annotated[int, says(sv="Antal", en="Count")]


@ability(
    "mail.fetch",
    title={"sv": "Hämta mejl", "en": "Fetch mail"},
    about={
        "sv": "Hämtar mejl (IMAP) till en mapp och säger vilka brev som väntar där. Ärendet minns filen, aldrig avsändaren. "
        "Flytta filen när brevet är omhändertaget.",
        "en": "Fetches mail (IMAP) into a folder, and tells which letters wait there. The case holds the file, never the "
        "sender. Move the file when the letter is dealt with.",
    },
    timeout_seconds=300,
    concurrency=2,
    icon="M3 6h18v13H3zM3 7l9 7 9-7",
)
def fetch(given: ToFetch, context: Context) -> Fetched:
    """Fetch what is new. Errors: Refused, NotGranted, OSError."""
    try:
        wanted = re.compile(given.find) if given.find else None
    except re.error as error:
        raise Refused(
            f"find is no regular expression: {error}", sv=f"find är inget reguljärt uttryck: {error}"
        ) from None
    place = given.save_to.rstrip("/")
    with fetching.opened(given.server, given.user, given.password, given.folder, context) as box:
        criterion = "ALL" if given.done_folder else "UNSEEN"
        for uid in box.uids(criterion)[: given.limit]:
            for found in box.fetch(f"UID {uid}", mark_seen=False, bulk=False):
                raw = found.obj.as_bytes()
                if len(raw) > fetching.LARGEST:
                    raise Refused(
                        f"a letter of {len(raw):,} bytes waits in {given.folder}; move it by hand",
                        sv=f"ett brev på {len(raw)} byte väntar i {given.folder}; flytta det för hand",
                    )
                _save(place, raw, context)
            if given.done_folder:
                box.move(uid, given.done_folder)
            else:
                box.flag(uid, "\\Seen", True)
    waiting = list(_waiting(place, wanted, context))
    return Fetched(waiting, len(waiting))


def _save(place: str, raw: bytes, context: Context) -> None:
    """Save attachments first, the letter last: a letter that is there is whole."""
    id = fetching.identity(raw)
    for name, content in fetching.attachments(fetching.parsed(raw)):
        places.write(f"{place}/{id}/{name}", content, context, replace=True)
    places.write(f"{place}/{id}.eml", raw, context, replace=True)


def _waiting(place: str, wanted: re.Pattern[str] | None, context: Context) -> list[Letter]:
    letters = []
    with places.at(f"{place}/x", context) as (at, below):
        try:
            files = [one for one in at.list(below.parent) if one.name.endswith(".eml")]
        except FileNotFoundError:
            return []
        for one in files:
            message = fetching.parsed(at.read(PurePosixPath(one.path)))
            id = one.name.removesuffix(".eml")
            names = [name for name, _ in fetching.attachments(message)]
            found = wanted.finditer(fetching.words(message)) if wanted else ()
            references = [match[1] if match.re.groups else match[0] for match in found]
            letters.append(
                Letter(
                    id, f"{place}/{one.name}", [f"{place}/{id}/{name}" for name in names],
                    list(dict.fromkeys(references)), _received(str(message["Date"] or "")),
                    fetching.is_automatic(message),
                )
            )  # fmt: skip
    return letters


def _received(date: str) -> str:
    try:
        return parsedate_to_datetime(date).isoformat()
    except (TypeError, ValueError):
        return ""
