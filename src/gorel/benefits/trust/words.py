"""Why a person decides, or why she may, in both languages: a case keeps them, so they are not gettext's."""

from __future__ import annotations

WHY: dict[str, tuple[str, str]] = {
    "no-delegation": (
        "Ingen delegation bär beslutet i dag. Görel har förberett det, en människa beslutar.",
        "No delegation carries the decision today. Görel has prepared it, a person decides.",
    ),
    "test": (
        "Beslutet är i testläge: Görel förbereder, en människa beslutar.",
        "The decision is in test mode: Görel prepares, a person decides.",
    ),
    "breaker": (
        "Processen är stoppad: för mycket har gått fel eller för mycket har kommit. En människa beslutar.",
        "The process has stopped: too much went wrong, or too much came. A person decides.",
    ),
    "amount": (
        "Beloppet är högre än Görel får besluta om.",
        "The amount is higher than Görel may decide.",
    ),
    "amount-unknown": (
        "Beslutet har en gräns för belopp, men beloppet är inte känt.",
        "The decision has a bound on amounts, but the amount is not known.",
    ),
    "day-number": (
        "Görel har fattat så många beslut som hon får på en dag.",
        "Görel has taken as many decisions as she may in a day.",
    ),
    "day-amount": (
        "Görel har beslutat om så mycket pengar som hon får på en dag.",
        "Görel has decided about as much money as she may in a day.",
    ),
    "drawn": (
        "Stickprov: en människa bedömer {rate} procent av besluten först, utan att se förslaget.",
        "Second opinion: a person assesses {rate} per cent of the decisions first, without seeing the proposal.",
    ),
    "carried": (
        "Automatiserat beslut. {name} har delegerat det: {ground}.",
        "An automated decision. {name} has delegated it: {ground}.",
    ),
}
