"""What forms say, in the language that the caller asks for: a page's or a mail's, whatever the thread speaks."""

from __future__ import annotations

from gorel.core.problems import Problem
from gorel.core.say import Language

SENTENCES: dict[str, dict[str, str]] = {
    "forms.required": {
        "sv": "Fyll i ”{label}”.",
        "en": "Fill in “{label}”.",
    },
    "forms.required-choice": {
        "sv": "Välj ett alternativ för ”{label}”.",
        "en": "Choose an option for “{label}”.",
    },
    "forms.required-choices": {
        "sv": "Välj minst ett alternativ för ”{label}”.",
        "en": "Choose at least one option for “{label}”.",
    },
    "forms.required-tick": {
        "sv": "Kryssa i ”{label}” för att gå vidare.",
        "en": "Tick “{label}” to go on.",
    },
    "forms.too-short": {
        "sv": "”{label}” ska vara minst {limit} tecken. Det är {length} nu.",
        "en": "“{label}” must be at least {limit} characters. It is {length} now.",
    },
    "forms.too-long": {
        "sv": "”{label}” får vara högst {limit} tecken. Det är {length} nu.",
        "en": "“{label}” may be at most {limit} characters. It is {length} now.",
    },
    "forms.pattern": {
        "sv": "”{label}” är inte skrivet på rätt sätt.",
        "en": "“{label}” is not written in the right way.",
    },
    "forms.pattern-said": {"sv": "{label}: {said}", "en": "{label}: {said}"},
    "forms.email": {
        "sv": "Skriv en e-postadress i ”{label}”, till exempel namn@exempel.se.",
        "en": "Write an e-mail address in “{label}”, for example name@example.com.",
    },
    "forms.phone": {
        "sv": "Skriv ett telefonnummer i ”{label}”, till exempel 031-365 00 00.",
        "en": "Write a phone number in “{label}”, for example +46 31 365 00 00.",
    },
    "forms.url": {
        "sv": "Skriv en webbadress i ”{label}”. Den ska börja med https:// eller http://.",
        "en": "Write a web address in “{label}”. It must start with https:// or http://.",
    },
    "forms.number": {
        "sv": "Skriv ett tal i ”{label}”, till exempel 12 eller 1,5.",
        "en": "Write a number in “{label}”, for example 12 or 1.5.",
    },
    "forms.too-small": {
        "sv": "”{label}” ska vara minst {limit}.",
        "en": "“{label}” must be at least {limit}.",
    },
    "forms.too-big": {
        "sv": "”{label}” får vara högst {limit}.",
        "en": "“{label}” may be at most {limit}.",
    },
    "forms.decimals": {
        "sv": "”{label}” får ha högst {limit} decimaler.",
        "en": "“{label}” may have at most {limit} decimals.",
    },
    "forms.date": {
        "sv": "Skriv ett datum i ”{label}” som år-månad-dag, till exempel 2020-10-23.",
        "en": "Write a date in “{label}” as year-month-day, for example 2020-10-23.",
    },
    "forms.time": {
        "sv": "Skriv ett klockslag i ”{label}” som timmar:minuter, till exempel 09:00.",
        "en": "Write a time in “{label}” as hours:minutes, for example 09:00.",
    },
    "forms.moment": {
        "sv": "Skriv datum och klockslag i ”{label}”, till exempel 2020-10-23 09:00.",
        "en": "Write a date and time in “{label}”, for example 2020-10-23 09:00.",
    },
    "forms.no-such-time": {
        "sv": "Klockslaget i ”{label}” finns inte: klockan ställs om till sommartid då.",
        "en": "The time in “{label}” does not exist: clocks go forward then.",
    },
    "forms.option": {
        "sv": "Välj ett av alternativen för ”{label}”.",
        "en": "Choose one of the options for “{label}”.",
    },
    "forms.file-required": {
        "sv": "Välj en fil i ”{label}”.",
        "en": "Choose a file in “{label}”.",
    },
    "forms.file-too-large": {
        "sv": "”{file}” är för stor. En fil i ”{label}” får vara högst {limit} MB.",
        "en": "“{file}” is too large. A file in “{label}” may be at most {limit} MB.",
    },
    "forms.file-empty": {
        "sv": "”{file}” är tom. Välj en annan fil i ”{label}”.",
        "en": "“{file}” is empty. Choose another file in “{label}”.",
    },
    "forms.file-wrong-kind": {
        "sv": "”{file}” går inte att ta emot, för innehållet är av ett annat slag. Det här går bra: {kinds}.",
        "en": "“{file}” cannot be taken, as what is in it is of another kind. These can: {kinds}.",
    },
    "forms.file-many": {
        "sv": "”{label}” får ha högst {limit} filer. Ta bort någon först.",
        "en": "“{label}” may have at most {limit} files. Take one away first.",
    },
    "forms.file-lost": {
        "sv": "En fil i ”{label}” finns inte kvar. Välj den igen.",
        "en": "A file in “{label}” is no longer kept. Choose it again.",
    },
    "forms.file-busy": {
        "sv": "Just nu kan inga fler filer tas emot. Försök igen om en stund.",
        "en": "No more files can be taken just now. Try again in a while.",
    },
    "forms.file-much": {
        "sv": "”{file}” togs inte emot: härifrån har det skickats så många filer som går på ett dygn. Försök igen i "
        "morgon, eller lämna filen på ett annat sätt.",
        "en": "“{file}” was not taken: as many files as can be sent in a day have come from here. Try again tomorrow, "
        "or hand the file in in another way.",
    },
    "forms.schema.not-a-form": {
        "sv": "Filen är inte ett formulär: den saknar listan ”components”.",
        "en": "The file is not a form: it lacks the list “components”.",
    },
    "forms.schema.unknown-type": {
        "sv": "Görel känner inte formulärfältet av typen ”{type}”.",
        "en": "Görel does not know form fields of the type “{type}”.",
    },
    "forms.schema.no-key": {
        "sv": "Fältet saknar nyckel (key), så svaret kan inte sparas.",
        "en": "The field has no key, so its answer cannot be kept.",
    },
    "forms.schema.same-key": {
        "sv": "Två fält har nyckeln ”{key}”.",
        "en": "Two fields have the key “{key}”.",
    },
    "forms.schema.no-label": {
        "sv": "Fältet saknar ledtext (label), så ingen vet vad som ska fyllas i.",
        "en": "The field has no label, so nobody knows what to fill in.",
    },
    "forms.schema.no-english": {
        "sv": "Ledtexten saknas på engelska. Skriv den i egenskapen ”label.en”.",
        "en": "The label is missing in English. Write it in the property “label.en”.",
    },
    "forms.schema.no-options": {
        "sv": "Fältet har inga alternativ att välja bland.",
        "en": "The field has no options to choose from.",
    },
    "forms.schema.pattern": {
        "sv": "Mönstret går inte att läsa: {detail}.",
        "en": "The pattern cannot be read: {detail}.",
    },
    "forms.schema.expression": {
        "sv": "Uttrycket går inte att läsa: {detail}",
        "en": "The expression cannot be read: {detail}",
    },
}

# The few words that belong to the page around a field.
WORDS: dict[str, dict[str, str]] = {
    "file-hint": {
        "sv": "{kinds}. Högst {mb} MB.",
        "en": "{kinds}. At most {mb} MB.",
    },
    "files-hint": {
        "sv": "{kinds}. Högst {most} filer, {mb} MB var.",
        "en": "{kinds}. At most {most} files of {mb} MB each.",
    },
    "kept": {
        "sv": "Sparat, du behöver inte välja det igen:",
        "en": "Kept, you need not choose it again:",
    },
    "drop-file": {
        "sv": "Ta bort",
        "en": "Take away",
    },
    "no-file": {
        "sv": "Filen finns inte kvar",
        "en": "The file is no longer kept",
    },
    "optional": {
        "sv": "(frivilligt)",
        "en": "(optional)",
    },
    "choose": {
        "sv": "Välj …",
        "en": "Choose …",
    },
    "error": {
        "sv": "Fel:",
        "en": "Error:",
    },
    "summary": {
        "sv": "Något behöver rättas",
        "en": "Something needs to be corrected",
    },
    "when": {
        "sv": "Behövs bara om du väljer ”{option}” i ”{label}”.",
        "en": "Needed only if you choose “{option}” in “{label}”.",
    },
    "when-ticked": {
        "sv": "Behövs bara om du kryssar i ”{label}”.",
        "en": "Needed only if you tick “{label}”.",
    },
    "when-not-ticked": {
        "sv": "Behövs bara om du inte kryssar i ”{label}”.",
        "en": "Needed only if you do not tick “{label}”.",
    },
    "or": {
        "sv": "” eller ”",
        "en": "” or “",
    },
    "add-row": {
        "sv": "Lägg till en rad i ”{label}”",
        "en": "Add a row to “{label}”",
    },
    "take-row": {
        "sv": "Ta bort raden",
        "en": "Take the row away",
    },
    "row": {
        "sv": "{label}, rad {number}",
        "en": "{label}, row {number}",
    },
    "yes": {
        "sv": "Ja",
        "en": "Yes",
    },
    "no": {
        "sv": "Nej",
        "en": "No",
    },
    "nothing": {
        "sv": "Inget svar",
        "en": "No answer",
    },
}


def say(problem: Problem, language: Language = "sv") -> str:
    """Return what is wrong with an answer or a schema, in one sentence.

    Shape: an answer's problem has its own label per language, as `label.sv` and `label.en`.
    """
    values = dict(problem.values)
    values["label"] = values.get(f"label.{language}") or values.get("label.sv") or problem.where.name or ""
    values["said"] = values.get(f"said.{language}", "")
    template = SENTENCES.get(problem.code, {}).get(language)
    return template.format_map(values) if template else problem.code


def word(name: str, language: Language, **values: object) -> str:
    """Return one of the few words that belong to the page around a field."""
    return WORDS[name][language].format_map(values)
