"""Passkeys: a key in the person's device or key ring, unlocked by finger, face or PIN, instead of a code by mail.

WebAuthn Level 2 by the fido2 library. What a ceremony began with stands in the session until it ends; a passkey works
for the host of GOREL_ADDRESS alone, so nobody can be led to use it elsewhere.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from gorel.accounts.models import Passkey, Person
from gorel.ground import machine

MOST = 10  # of one person
_STATE = "passkey"


class NotAccepted(ValueError):
    """The device's answer does not fit: it is another's, too late, or was changed on its way."""


def begin_new(request: HttpRequest, person: Person) -> dict[str, Any]:
    """Return what the browser makes a passkey with. Side effects: the session keeps what was asked."""
    known = [_attested(row) for row in person.passkeys.all()]
    user = PublicKeyCredentialUserEntity(id=person.uid.bytes, name=person.email, display_name=person.name)
    options, state = _server().register_begin(
        user, known, user_verification=UserVerificationRequirement.REQUIRED,
        resident_key_requirement=ResidentKeyRequirement.REQUIRED,
    )  # fmt: skip
    request.session[_STATE] = state
    return dict(options.public_key)


def end_new(request: HttpRequest, person: Person, answer: Any, name: str) -> Passkey:
    """Keep the passkey that the browser made. Writes one row. Errors: NotAccepted."""
    state = request.session.pop(_STATE, None)
    if state is None or person.passkeys.count() >= MOST:
        raise NotAccepted("nothing was asked for")
    try:
        made = _server().register_complete(state, answer).credential_data
    except (ValueError, KeyError, TypeError) as error:
        raise NotAccepted(str(error)) from None
    assert made is not None
    return Passkey.objects.create(
        person=person, name=name[:80], identifier=made.credential_id, attested=bytes(made)
    )  # fmt: skip


def begin_sign_in(request: HttpRequest) -> dict[str, Any]:
    """Return what the browser asks its passkeys with; it says itself who comes."""
    options, state = _server().authenticate_begin(user_verification=UserVerificationRequirement.REQUIRED)
    request.session[_STATE] = state
    return dict(options.public_key)


def end_sign_in(request: HttpRequest, answer: Any) -> Person:
    """Return the person whose passkey answered. Writes when it was used. Errors: NotAccepted."""
    state = request.session.pop(_STATE, None)
    try:
        identifier = _bytes(answer["rawId"])
    except (KeyError, TypeError, ValueError):
        raise NotAccepted("no passkey answered") from None
    row = Passkey.objects.filter(identifier=identifier, person__is_active=True).select_related("person").first()
    if state is None or row is None:
        raise NotAccepted("nothing was asked for, or nobody has that passkey")
    try:
        _server().authenticate_complete(state, [_attested(row)], answer)
        counter = _counter(answer)
    except Exception as error:  # the library raises its own and cryptography's kinds: none of them lets anybody in
        raise NotAccepted(str(error)) from None
    if row.counter and counter and counter <= row.counter:
        raise NotAccepted("the passkey was copied")
    row.counter, row.used_at = counter, machine.now()
    row.save(update_fields=["counter", "used_at"])
    return row.person


def _server() -> Fido2Server:
    return Fido2Server(PublicKeyCredentialRpEntity(id=urlsplit(settings.ADDRESS).hostname or "localhost", name="Görel"))


def _attested(row: Passkey) -> AttestedCredentialData:
    return AttestedCredentialData(bytes(row.attested))


def _counter(answer: Any) -> int:
    data = _bytes(answer["response"]["authenticatorData"])
    return int.from_bytes(data[33:37], "big")


def _bytes(text: str) -> bytes:
    from fido2.utils import websafe_decode

    return bytes(websafe_decode(text))
