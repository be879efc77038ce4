"""The abilities over cases."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any

import msgspec

from gorel.ability import Context, Refused, ability, says
from gorel.cases import runtime
from gorel.cases.models import Case


class ToStart(msgspec.Struct, frozen=True, kw_only=True):
    """Which process to start with what."""

    process: Annotated[str, says(sv="Process", en="Process", help_sv="Processens id", help_en="The process's id")]
    variables: Annotated[dict[str, Any], says(sv="Uppgifter", en="Variables")] = {}
    once: Annotated[str, says(
        sv="Bara en gång för", en="Only once for", help_sv="Finns redan ett ärende med denna nyckel startas inget nytt: "
        "ett mejls id, en fils namn, en rads nummer", help_en="When a case with this key exists none is started: a "
        "letter's id, a file's name, a row's number")] = ""  # fmt: skip


class Started(msgspec.Struct, frozen=True):
    """The case. Shape: is_new is False when it was there already."""

    case: Annotated[str, says(sv="Ärende", en="Case")]
    is_new: Annotated[bool, says(sv="Är nytt", en="Is new")]


class ToTell(msgspec.Struct, frozen=True, kw_only=True):
    """What to say to whom."""

    message: Annotated[str, says(sv="Meddelande", en="Message")]
    key: Annotated[str, says(sv="Nyckel", en="Key", help_sv="Det som ärendet väntar på meddelandet med",
                             help_en="What the case waits for the message with")]  # fmt: skip
    variables: Annotated[dict[str, Any], says(sv="Uppgifter", en="Variables")] = {}
    once: Annotated[str, says(sv="Bara en gång för", en="Only once for")] = ""
    hours: Annotated[int, says(sv="Vänta i timmar", en="Keep for hours", help_sv="Så länge får meddelandet vänta på ett "
                               "ärende", help_en="How long the message may wait for a case")] = 0  # fmt: skip


class Told(msgspec.Struct, frozen=True):
    """How many cases heard it."""

    reached: Annotated[int, says(sv="Nådda ärenden", en="Cases reached")]


@ability(
    "case.start",
    title={"sv": "Starta ett ärende", "en": "Start a case"},
    about={
        "sv": "Startar ett ärende av en annan process, en gång för varje nyckel.",
        "en": "Starts a case of another process, once for each key.",
    },
    transactional=True,
    icon="M6 4l12 8-12 8z",
)
def start(given: ToStart, context: Context) -> Started:
    """Start the case, or find the one that has the key. Errors: Refused for an unknown process."""
    if given.once:
        same = Case.objects.filter(
            business_key=given.once[:255], process__key=given.process, organisation=context.organisation
        ).first()
        if same is not None:
            return Started(str(same.uid), False)
    try:
        case = runtime.start(
            given.process, variables=given.variables, business_key=given.once[:255], organisation=context.organisation
        )
    except runtime.UnknownProcess as error:
        raise Refused(
            str(error),
            sv=f"processen ”{given.process}” är inte utlagd; `gorel deploy` tar dess .bpmn-fil",
        ) from None
    return Started(str(case.uid), True)


@ability(
    "case.tell",
    title={"sv": "Säg till ett ärende", "en": "Tell a case"},
    about={
        "sv": "Lämnar ett meddelande till det ärende som väntar på det.",
        "en": "Gives a message to the case that waits for it.",
    },
    transactional=True,
    icon="M4 5h16v11H9l-5 4z",
)
def tell(given: ToTell, context: Context) -> Told:
    """Publish the message within the organisation."""
    reached = runtime.publish(
        given.message, given.key, given.variables, time_to_live=timedelta(hours=given.hours), message_id=given.once,
        organisation=context.organisation,
    )  # fmt: skip
    return Told(reached)
