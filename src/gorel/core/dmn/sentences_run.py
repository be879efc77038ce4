"""What a model has to say while it is evaluated, per language."""

RUN: dict[str, dict[str, str]] = {
    "dmn.no-rule": {
        "sv": "Ingen regel i tabellen passar på uppgifterna, och tabellen har inget standardsvar. En person behöver ta "
        "ställning; lägg till en regel om fallet kan komma igen.",
        "en": "No rule of the table fits what was given, and the table has no default answer. A person needs to "
        "decide; "
        "add a rule if the case may come again.",
    },
    "dmn.several-rules": {
        "sv": "Flera regler passar på uppgifterna (regel {rules}), men bara en får göra det. En person behöver "
        "ta ställning; "
        "gör reglerna så snäva att de inte krockar.",
        "en": "Several rules fit what was given (rules {rules}), but only one may. A person needs to decide; "
        "narrow the rules so that they do not meet.",
    },
    "dmn.rules-differ": {
        "sv": "Regel {rules} passar alla på uppgifterna, men svarar olika. En person behöver ta ställning; ge "
        "reglerna samma "
        "svar, eller gör dem snävare.",
        "en": "Rules {rules} all fit what was given, but answer differently. A person needs to decide; give "
        "them the same "
        "answer, or narrow them.",
    },
    "dmn.not-aggregated": {
        "sv": "Svaren från regel {rules} går inte att räkna ihop. Kontrollera att alla är av samma slag.",
        "en": "The answers of rules {rules} cannot be put together. Check that all are of the same kind.",
    },
    "dmn.input-missing": {
        "sv": "Uppgiften ”{name}” saknas. Lämna den, eller säg uttryckligen att den är okänd (null).",
        "en": "“{name}” was not given. Give it, or say expressly that it is not known (null).",
    },
    "dmn.input-type": {
        "sv": "Uppgiften ”{name}” ska vara {expected}, men är {found}. Rätta uppgiften.",
        "en": "“{name}” should be {expected}, but is {found}. Correct what was given.",
    },
    "dmn.input-not-allowed": {
        "sv": "Värdet ”{value}” är inte tillåtet för ”{column}”. Rätta uppgiften, eller lägg till värdet bland "
        "de tillåtna.",
        "en": "The value “{value}” is not allowed for “{column}”. Correct what was given, or add the value to "
        "those allowed.",
    },
    "dmn.input-empty": {
        "sv": "”{column}” är tom. Fyll i den, eller lägg till det tomma värdet bland de tillåtna.",
        "en": "“{column}” is empty. Fill it in, or add the empty value to those allowed.",
    },
    "dmn.not-of-type": {
        "sv": "Resultatet ska vara {expected}, men är {found}, och räknas därför som saknat. Rätta uttrycket "
        "eller typen.",
        "en": "The result should be {expected}, but is {found}, and so counts as missing. Correct the "
        "expression or the type.",
    },
    "dmn.not-compiled": {
        "sv": "Uttrycket går inte att läsa och ger därför inget svar. Kontrollera modellen för att se vad som är fel.",
        "en": "The expression cannot be read and so gives no answer. Check the model to see what is wrong.",
    },
    "dmn.too-deep": {
        "sv": "Besluten bygger på varandra i för många led. Förenkla modellen.",
        "en": "The decisions build on each other in too many steps. Simplify the model.",
    },
}
