"""How an ability is let to do a job, and what may come of it.

What comes of it is an *outcome*, data; which event the case then sees, and when it is tried again, is decided here too,
so that the worker, a click on a page and a robot's answer over the wire mean the same by it.
"""

from __future__ import annotations

import inspect
import random
import re
import socket
import traceback
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import msgspec

from gorel.ability import Ability, BusinessError, Context, Doubt, Refused, grants
from gorel.cases.values import plain, whole
from gorel.core.engine import events
from gorel.ground import telemetry

# Units: seconds of machine time. A pause before the next try doubles from FIRST to LONGEST; a quarter of it is chance.
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 900.0


class Outcome(msgspec.Struct, frozen=True, tag=True):
    """Base of what may come of a try."""


class Done(Outcome, frozen=True):
    """It is done; these variables come of it."""

    variables: Mapping[str, Any] = {}


class Failed(Outcome, frozen=True):
    """It is not done. Shape: with *again* another try may mend it; without, a person must look."""

    code: str
    message: str = ""
    values: Mapping[str, Any] = {}
    again: bool = False


class Threw(Outcome, frozen=True):
    """A business error that the picture may catch."""

    code: str
    message: str = ""
    variables: Mapping[str, Any] = {}


def attempt(ability: Ability, variables: Mapping[str, Any], context: Context) -> Outcome:
    """Let *ability* do a job. Never raises: whatever happens is an outcome.

    Side effects: the ability's own.
    """
    try:
        given = _given(ability, variables)
    except msgspec.ValidationError as error:
        return bad_input(ability, str(error))
    with telemetry.span("ability", type=ability.type, process=context.process, element=context.element) as noted:
        try:
            outcome = outcome_of(ability.run(given, context))
        except Exception as error:
            outcome = outcome_of_error(error, ability)
        noted(outcome=type(outcome).__name__)
    return outcome


async def attempt_async(ability: Ability, variables: Mapping[str, Any], context: Context) -> Outcome:
    """As `attempt`, for an ability that is a coroutine function (or was replaced by a function)."""
    try:
        given = _given(ability, variables)
    except msgspec.ValidationError as error:
        return bad_input(ability, str(error))
    try:
        answer = ability.run(given, context)
        return outcome_of(await answer if inspect.isawaitable(answer) else answer)
    except Exception as error:
        return outcome_of_error(error, ability)


def _given(ability: Ability, variables: Mapping[str, Any]) -> Any:
    """Return the ability's input, made of those variables that it takes. Errors: msgspec.ValidationError."""
    takes = ability.takes
    names = _fields(takes)  # type: ignore[arg-type]  # types have hashes
    if names is None:
        return msgspec.convert(whole(variables), takes)
    return msgspec.convert({name: whole(variables[name]) for name in names if name in variables}, takes)


@lru_cache(maxsize=1024)
def _fields(takes: Any) -> tuple[str, ...] | None:
    """Return the variables that a struct reads; None when it looks at all of them."""
    config = getattr(takes, "__struct_config__", None)
    if config is None or config.forbid_unknown_fields or config.array_like or config.tag is not None:
        return None
    return tuple(takes.__struct_encode_fields__)


def outcome_of_error(error: Exception, ability: Ability) -> Outcome:
    """Return what an exception that an ability raised means."""
    if isinstance(error, Refused):
        said = masked(str(error)).removesuffix(".")
        message = {"en": said, "sv": masked(error.sv).removesuffix(".")} if error.sv else said
        return Failed("job.refused", said, {"type": ability.type, "message": message})
    if isinstance(error, BusinessError):
        return Threw(error.code, masked(error.message), grants.blot(plain(error.variables)))
    return failure(error, ability.type)


def outcome_of(answer: Any) -> Outcome:
    """Return what an ability's answer means. A doubt brings its own sentences and what a person needs to decide."""
    if isinstance(answer, Doubt):
        values = grants.blot({"text": dict(answer.text), "data": plain(answer.data)})
        return Failed(answer.code, values["text"].get("sv", ""), values)
    return Done({} if answer is None else grants.blot(plain(answer)))


def bad_input(ability: Ability, said: str) -> Failed:
    """The job's variables are not what the ability takes. Shape: values name the field and what was expected."""
    text, _, path = said.partition(" - at `")
    field = path.rstrip("`").removeprefix("$.")
    missing = re.match(r"Object missing required field `(.+)`", text)
    if missing:
        field = f"{field}.{missing[1]}".removeprefix("$.").removeprefix(".")
        return Failed("job.missing-input", text, {"type": ability.type, "field": field})
    said = masked(text)
    values = {"type": ability.type, "field": field, "expected": {"en": said, "sv": expected_in_swedish(said)}}
    return Failed("job.wrong-input", text, values)


# What msgspec calls the kinds of values, in plain Swedish; and its sentences.
_KINDS = {
    "int": "ett heltal", "str": "en text", "float": "ett tal", "decimal": "ett tal", "bool": "ja eller nej",
    "array": "en lista", "object": "en grupp av uppgifter", "null": "inget", "date": "en dag", "datetime": "en tid",
}  # fmt: skip


def expected_in_swedish(said: str) -> str:
    """Return in Swedish what msgspec says of a value that does not fit; a sentence of another kind as it is."""
    found = re.fullmatch(r"Expected `([^`]+)`(?:, got `([^`]+)`)?", said)
    if found:
        wanted = " eller ".join(_KINDS.get(kind, kind) for kind in found[1].split(" | "))
        return f"väntade {wanted}" + (f", fick {_KINDS.get(found[2], found[2])}" if found[2] else "")
    found = re.fullmatch(r"Expected `([^`]+)` (>=|<=|>|<) (\S+)", said)
    if found:
        bound = {">=": "minst", "<=": "högst", ">": "mer än", "<": "mindre än"}[found[2]]
        return f"väntade {_KINDS.get(found[1], found[1])}, {bound} {found[3]}"
    found = re.fullmatch(r"Invalid enum value (.+)", said)
    return f"{found[1]} är inget av det som går att välja" if found else said


def failure(error: BaseException, type: str) -> Failed:
    """An exception that another try may mend: its kind and place, and its text without what could be personal."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{frames[-1].name}, line {frames[-1].lineno}" if frames else ""
    message = masked(f"{error.__class__.__name__}: {error}")
    values = {"type": type, "message": _in_words(error, message), "place": place}
    return Failed("job.failed", message, values, again=True)


def _in_words(error: BaseException, message: str) -> str | dict[str, str]:
    """Return what an exception tells a person, in each language where that is known: nobody answers, say."""
    if said := getattr(error, "sv", ""):
        return {"en": masked(str(error)), "sv": masked(said)}
    if isinstance(error, ConnectionError | TimeoutError | socket.gaierror):
        return {
            "en": f"the system that it needs does not answer ({message})",
            "sv": f"det system som den behöver svarar inte ({message})",
        }
    return message


def event_for(outcome: Outcome, *, key: int, retries: int, now: int, seed: int) -> events.Event:
    """Return what the case sees of *outcome*. Shape: retries are those left before this try."""
    if type(outcome) is Done:  # nearly all
        return events.JobCompleted(now=now, seed=seed, key=key, variables=outcome.variables)
    match outcome:
        case Threw(code, message, variables):
            return events.ErrorThrown(now=now, seed=seed, key=key, code=code, message=message, variables=variables)
        case Failed(code, message, values, again):
            left = max(retries - 1, 0) if again else 0
            return events.JobFailed(
                now=now, seed=seed, key=key, retries=left, message=message, code=code, values=values
            )
    raise TypeError(outcome)


def pause(tries: int) -> int:
    """Return how long to wait after a failed try. Units: microseconds of machine time."""
    seconds = min(FIRST_PAUSE * 2 ** max(tries - 1, 0), LONGEST_PAUSE)
    return int(seconds * 1_000_000 * random.uniform(0.75, 1.0))  # noqa: S311 - jitter, no secret


def masked(text: str, *, longest: int = 500) -> str:
    """Return *text* without secrets, e-mail addresses and long numbers, and not longer than *longest* letters."""
    text = re.sub(r"[^\s<>\"'(),;]+@[^\s<>\"'(),;]+", "…@…", grants.blot(text))
    return re.sub(r"\d{6,8}[-+ ]?\d{4}", "…", text)[:longest]
