"""The kinds of letters that she can write. The app that owns the facts registers what a letter of its kind says."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

Compose = Callable[[str], "Letter"]


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """A file that goes with a letter.

    Shape: type is a media type with its parameters, `text/calendar; method=PUBLISH`.
    """

    name: str
    type: str
    data: bytes

    def as_json(self) -> dict[str, str]:
        """Return what the outbox keeps."""
        return {"name": self.name, "type": self.type, "data": b64encode(self.data).decode("ascii")}


@dataclass(frozen=True, kw_only=True)
class Letter:
    """One letter to one receiver.

    Shape: template names `<template>.txt`, which extends `robots/mail/letter.txt`, and `<template>.html`, which extends
           `robots/mail/letter.html`; `organiser` in the context is the name that the letter comes from.
           The subject may be lazy: it is said in *language*, as is all text.
           thread is the same for all letters that belong together (a row's uid); unsubscribe is the address of a page
           where the receiver ends such letters, for those that many get at once.
           own names what in the context is only this receiver's, and is shown as it stands, whatever it is: letters
           that differ in nothing else, and in the receiver's name, are made once.
           sender_name stands before her own address, as in "KFi genom Görel"; replies go to reply_to.
    """

    to_address: str
    to_name: str
    subject: Any  # a text, or one that is said when it is asked for
    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    own: tuple[str, ...] = ()
    language: str = "sv"
    sender_name: str = ""
    reply_to: str = ""
    reply_to_name: str = ""
    attachments: tuple[Attachment, ...] = ()
    thread: str = ""
    unsubscribe: str = ""


@dataclass(frozen=True)
class Kind:
    """A kind of letter: its name in reports and outbox, and what composes it."""

    name: str
    title: Mapping[str, str]
    compose: Compose


class Unsendable(Exception):
    """A letter that cannot be sent until a person has mended something.

    Shape: code is `area.kebab-case`; text says per language what is wrong and what to do.
    """

    def __init__(self, code: str, text: Mapping[str, str]) -> None:
        self.code, self.text = code, dict(text)
        super().__init__(code)


class UnknownKind(LookupError):
    """No app has registered letters of this kind."""


_KINDS: dict[str, Kind] = {}


def register(kind: str, compose: Compose, *, title: Mapping[str, str]) -> None:
    """Let *compose* write every letter of *kind*; it is called with the uid of the row that the letter is about.

    Side effect: known in this process from now on. Call it from the app's `ready()`.
    Errors: ValueError when the kind belongs to another function.
    """
    present = _KINDS.get(kind)
    if present is not None and present.compose.__qualname__ != compose.__qualname__:
        raise ValueError(f"letters of kind {kind!r} are composed by {present.compose!r} already")
    _KINDS[kind] = Kind(kind, dict(title), compose)


def find(kind: str) -> Kind:
    """Return the kind. Errors: UnknownKind, with the kinds that are known."""
    try:
        return _KINDS[kind]
    except KeyError:
        raise UnknownKind(f"no letters of kind {kind!r}; known are {', '.join(sorted(_KINDS)) or 'none'}") from None


def known() -> Mapping[str, Kind]:
    """Return all kinds by name."""
    return MappingProxyType(_KINDS)
