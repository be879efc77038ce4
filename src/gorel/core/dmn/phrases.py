"""The sentences of an explanation, per language."""

from __future__ import annotations

from collections.abc import Mapping

from gorel.core.say import Language

PHRASES: Mapping[Language, Mapping[str, str]] = {
    "sv": {
        "outcome": "{name}: {value}.",
        "inputs": "Uppgifter som beslutet bygger på: {inputs}.",
        "row": "{name} blir {value}. Regel {row} gäller",
        "rows": "{name} blir {value}. Reglerna {rows} gäller",
        "because": ": {conditions}",
        "always": " i alla lägen",
        "condition": "{column} – {value}",
        "condition-test": "{column} – {value} (regeln kräver {test})",
        "default": "{name} blir {value}. Ingen regel passar på uppgifterna, och då gäller tabellens standardsvar.",
        "no-row": "{name}: ingen regel passar på uppgifterna ({columns}). Därför finns inget svar, "
        "och en person behöver ta ställning.",
        "several": "{name}: flera regler passar på uppgifterna ({columns}), regel {rows}, men bara en får göra det. "
        "Därför finns inget svar, och en person behöver ta ställning.",
        "expression": "{name} blir {value}.",
        "uses": " Det följer av: {uses}.",
        "note": " Regelns motivering: {note}",
        "source": " Stöd för regeln: {sources}.",
        "use": "{name} – {value}",
    },
    "en": {
        "outcome": "{name}: {value}.",
        "inputs": "What the decision rests on: {inputs}.",
        "row": "{name} is {value}. Rule {row} applies",
        "rows": "{name} is {value}. Rules {rows} apply",
        "because": ": {conditions}",
        "always": " in every case",
        "condition": "{column} – {value}",
        "condition-test": "{column} – {value} (the rule asks for {test})",
        "default": "{name} is {value}. No rule fits what was given, and then the table’s default answer applies.",
        "no-row": "{name}: no rule fits what was given ({columns}). So there is no answer, "
        "and a person needs to decide.",
        "several": "{name}: several rules fit what was given ({columns}), rules {rows}, but only one may. "
        "So there is no answer, and a person needs to decide.",
        "expression": "{name} is {value}.",
        "uses": " It follows from: {uses}.",
        "note": " The rule’s reason: {note}",
        "source": " Basis of the rule: {sources}.",
        "use": "{name} – {value}",
    },
}
