"""The decorator, and what an ability is given and may answer."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping
from typing import Any, get_args, get_type_hints

import msgspec

from gorel.ability import registry

Class = type[Any]  # `type` alone is a field's name below


class Doubt(msgspec.Struct, frozen=True):
    """She is not sure. Shape: code is `area.kebab-case`; text says why per language; data helps a person decide."""

    code: str
    text: Mapping[str, str]
    data: Mapping[str, Any] = {}


class Refused(Exception):
    """The outside world said no for good; trying again will not help. Shape: *sv* says the same in Swedish."""

    def __init__(self, text: str = "", *, sv: str = "") -> None:
        super().__init__(text)
        self.sv = sv


class BusinessError(Exception):
    """An error with a code that a boundary event or event subprocess may catch."""

    def __init__(self, code: str, message: str = "", variables: Mapping[str, Any] | None = None) -> None:
        self.code, self.message, self.variables = code, message, dict(variables or {})
        super().__init__(f"{code}: {message}" if message else code)


class Context(msgspec.Struct, frozen=True, kw_only=True):
    """What an ability may know of the work it does.

    Units: now is business time, whole microseconds since 1970-01-01 UTC.
    Shape: job_key is the same at every try of the same job: the idempotency key for the outside world.
    """

    job_key: str
    case: str  # the case's outside id
    type: str = ""  # the ability's own, by which secrets are granted
    business_key: str = ""
    organisation: int | None = None
    process: str = ""
    element: str = ""
    now: int = 0
    tries: int = 1
    headers: Mapping[str, str] = {}
    beat: Callable[[], bool] | None = None

    def heartbeat(self) -> bool:
        """Say that a long job is still being worked at; False when nobody waits for its answer any more.

        The worker makes a job's lease longer by itself as long as the ability runs. One that is silent for ten leases
        (`timeout_seconds`) is taken for hung, and its job given to somebody else: a longer one calls this now and then.
        """
        return True if self.beat is None else self.beat()


class Ability(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that she can do.

    Units: timeout_seconds is the lease of one try.
    Shape: transactional abilities only touch our own database and run inside the transaction that completes their
    job (no I/O there); concurrency bounds how many run at once in one worker, per_minute how many are begun in a
    minute; None is no bound. One that remembers knows by its job's key what it has done, and does nothing when asked
    again. icon is the path of a 24 × 24 drawing (an SVG path's `d`).
    """

    type: str
    run: Callable[..., Any]
    takes: Class
    gives: Class | None
    title: Mapping[str, str]
    about: Mapping[str, str]
    transactional: bool = False
    retries: int = 3
    timeout_seconds: int = 60
    concurrency: int | None = None
    per_minute: int | None = None
    remembers: bool = False
    icon: str = ""
    is_async: bool = False  # *run* is a coroutine function
    version: int = 1  # grows when its fields do; what worked with a version works with every later one


def ability(
    type: str,
    *,
    title: Mapping[str, str],
    about: Mapping[str, str],
    transactional: bool = False,
    retries: int = 3,
    timeout_seconds: int = 60,
    concurrency: int | None = None,
    per_minute: int | None = None,
    remembers: bool = False,
    icon: str = "",
    version: int = 1,
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare the decorated function as the ability *type* and register it.

    Errors: TypeError when the function's signature does not say what it takes and gives, or a text is missing;
    ValueError when a bound makes no sense, or another function has the type.
    """

    def declare(run: Callable[..., Any]) -> Callable[..., Any]:
        takes, gives = _signature(run)
        msgspec.json.Decoder(takes)  # learned by one thread, before a worker's decode it at once, see `ground.typed`
        if transactional and inspect.iscoroutinefunction(run):
            raise TypeError(f"{type}: a transactional ability runs inside a transaction, and cannot be async")
        _check(type, title, about, timeout_seconds, retries, concurrency, per_minute)
        registry.register(
            Ability(
                type=type, run=run, takes=takes, gives=gives, title=title, about=about,
                transactional=transactional, retries=retries, timeout_seconds=timeout_seconds, concurrency=concurrency,
                per_minute=per_minute, remembers=remembers, icon=icon, is_async=inspect.iscoroutinefunction(run),
                version=version,
            )
        )  # fmt: skip
        return run

    return declare


def _check(type: str, title: Mapping[str, str], about: Mapping[str, str], timeout: int, *bounds: int | None) -> None:
    """Refuse what would only be noticed when a job comes."""
    if not re.fullmatch(r"[A-Za-z0-9_]+([.:-][A-Za-z0-9_]+)*", type):
        raise ValueError(f"{type!r} is no name of an ability; write it as area.verb, for example `sheet.read`")
    for words, what in ((title, "title"), (about, "about")):
        if not any(words.get(language) for language in ("sv", "en")):
            raise TypeError(f"{type}: {what} needs a text in Swedish, English or both, as {{'sv': …, 'en': …}}")
    if timeout < 1:
        raise ValueError(f"{type}: timeout_seconds is {timeout}; a try needs at least a second")
    if any(bound is not None and bound < 1 for bound in bounds):
        raise ValueError(f"{type}: retries, concurrency and per_minute count from 1; leave out what has no bound")


def _signature(run: Callable[..., Any]) -> tuple[Class, Class | None]:
    parameters = list(inspect.signature(run).parameters)
    hints = get_type_hints(run)
    if len(parameters) != 2 or "return" not in hints or parameters[0] not in hints:
        raise TypeError(f"{run.__qualname__} must read `(given: Input, context: Context) -> Output | Doubt | None`")
    answers = get_args(hints["return"]) or (hints["return"],)
    gives = [answer for answer in answers if answer not in (Doubt, type(None))]
    takes = hints[parameters[0]]
    if not (inspect.isclass(takes) and issubclass(takes, msgspec.Struct)):
        raise TypeError(f"{run.__qualname__} must take a msgspec.Struct, so that its fields have names and types")
    if len(gives) > 1:
        raise TypeError(f"{run.__qualname__} may give one kind of output, not {len(gives)}")
    return takes, gives[0] if gives else None
