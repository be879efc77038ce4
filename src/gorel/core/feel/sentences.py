"""What FEEL has to say, per language: {code: {"sv": template, "en": template}}.

The first part is about texts that do not parse, the second about values that became null. `{x_word}` is the value x,
the name of a FEEL type, as a word out of `WORDS`.
"""

from __future__ import annotations

_TEXTS: dict[str, tuple[str, str]] = {
    "feel.unexpected-end": (
        "Uttrycket slutar efter `{after}`. Väntade ett tal, ett namn eller ett annat värde.",
        "The expression ends after `{after}`. Expected a number, a name or another value.",
    ),
    "feel.unexpected": (
        "Väntade ett tal, ett namn eller ett annat värde, men här står `{found}`.",
        "Expected a number, a name or another value, but found `{found}`.",
    ),
    "feel.unfinished": (
        "Uttrycket slutar efter `{after}`, men `{expected}` saknas.",
        "The expression ends after `{after}`, but `{expected}` is missing.",
    ),
    "feel.expected": (
        "Väntade `{expected}`, men här står `{found}`.",
        "Expected `{expected}`, but found `{found}`.",
    ),
    "feel.expected-name": (
        "Väntade ett namn efter `{after}`, men här står `{found}`.",
        "Expected a name after `{after}`, but found `{found}`.",
    ),
    "feel.expected-string": (
        'Väntade en text inom citattecken efter `@`, till exempel @"2026-10-16".',
        'Expected a text in quotes after `@`, for example @"2026-10-16".',
    ),
    "feel.expected-type": (
        "Väntade namnet på en typ, till exempel number, string eller date, men här står `{found}`.",
        "Expected the name of a type, for example number, string or date, but found `{found}`.",
    ),
    "feel.expected-end": (
        "Uttrycket borde sluta före `{found}`. Saknas ett tecken, eller är namnet stavat på annat sätt än i modellen?",
        "The expression should end before `{found}`. Is a sign missing, or the name spelt otherwise than in the model?",
    ),
    "feel.expected-range-end": (
        "Ett intervall slutar med `]` eller `)`, men här står `{found}`.",
        "A range ends with `]` or `)`, but found `{found}`.",
    ),
    "feel.string-not-closed": (
        "Texten som börjar här saknar avslutande citattecken.",
        "The string that starts here has no closing quote.",
    ),
    "feel.comment-not-closed": (
        "Kommentaren som börjar här saknar `*/`.",
        "The comment that starts here has no `*/`.",
    ),
    "feel.text-too-long": (
        "Uttrycket har {length} tecken; högst {limit} läses. Dela upp det.",
        "The expression has {length} characters; at most {limit} are read. Split it.",
    ),
    "feel.too-deep": (
        "Uttrycket är nästlat i fler än {limit} nivåer. Dela upp det.",
        "The expression nests deeper than {limit} levels. Split it.",
    ),
    "feel.too-many-loops": (
        "Fler än {limit} upprepningar står inuti varandra. Dela upp uttrycket.",
        "More than {limit} loops stand inside each other. Split the expression.",
    ),
}

_VALUES: dict[str, tuple[str, str]] = {
    "feel.unknown-name": (
        "Inget heter `{name}` här. Kontrollera stavningen, eller om uppgiften saknas.",
        "Nothing is called `{name}` here. Check the spelling, or whether the value is missing.",
    ),
    "feel.unknown-type": (
        "Ingen typ heter `{name}`. Kontrollera stavningen mot modellens typer.",
        "No type is called `{name}`. Check the spelling against the model's types.",
    ),
    "feel.no-entry": (
        "`{text}` har inget som heter `{name}`. Här finns: {entries}.",
        "`{text}` has nothing called `{name}`. It has: {entries}.",
    ),
    "feel.null-base": (
        "`{part}` saknar värde, så `{name}` kan inte läsas ur det.",
        "`{part}` has no value, so `{name}` cannot be read from it.",
    ),
    "feel.no-property": (
        "Ett värde av typen {kind_word} har ingen egenskap som heter `{name}`.",
        "A value of type {kind_word} has no property called `{name}`.",
    ),
    "feel.null-operand": (
        "`{text}` kan inte räknas ut: `{part}` saknar värde.",
        "`{text}` cannot be computed: `{part}` has no value.",
    ),
    "feel.no-operation": (
        "`{operator}` kan inte användas mellan {left_word} och {right_word}, i `{text}`.",
        "`{operator}` does not work between {left_word} and {right_word}, in `{text}`.",
    ),
    "feel.number-out-of-range": (
        "`{text}` ger inget tal som går att räkna med.",
        "`{text}` gives no number that can be computed with.",
    ),
    "feel.division-by-zero": ("`{text}` delar med noll.", "`{text}` divides by zero."),
    "feel.duration-out-of-range": (
        "`{text}` ger en längre tid än vad som går att räkna med.",
        "`{text}` gives a longer duration than can be computed with.",
    ),
    "feel.date-out-of-range": (
        "`{text}` ger ett datum utanför kalendern.",
        "`{text}` gives a date outside the calendar.",
    ),
    "feel.local-and-zoned": (
        "`{text}` blandar en tid med tidszon och en utan. Ge båda en tidszon.",
        "`{text}` mixes a time with a zone and one without. Give both a zone.",
    ),
    "feel.not-comparable": (
        "`{text}` jämför {left_word} med {right_word}, och det går inte.",
        "`{text}` compares {left_word} with {right_word}, which does not work.",
    ),
    "feel.not-boolean": (
        "Väntade sant eller falskt i `{text}`, men värdet är {found_word}.",
        "Expected true or false in `{text}`, but the value is {found_word}.",
    ),
    "feel.condition-not-boolean": (
        "Villkoret `{text}` ska bli sant eller falskt, men blir {found_word}.",
        "The condition `{text}` must be true or false, but is {found_word}.",
    ),
    "feel.null-domain": (
        "Det finns inget att gå igenom i `{text}`: listan saknar värde.",
        "There is nothing to go through in `{text}`: the list has no value.",
    ),
    "feel.range-not-iterable": (
        "Ett intervall av {found_word} går inte att gå igenom; bara hela tal och datum.",
        "A range of {found_word} cannot be gone through; only whole numbers and dates.",
    ),
    "feel.range-ends": (
        "Intervallets ändar är {start_word} och {end_word}; de måste vara av samma slag.",
        "The range's ends are {start_word} and {end_word}; they must be of one kind.",
    ),
    "feel.range-backwards": (
        "Intervallet `{text}` slutar före sin början.",
        "The range `{text}` ends before it starts.",
    ),
    "feel.no-item": (
        "Listan har {length} poster; det finns ingen på plats {position}.",
        "The list has {length} items; there is none at position {position}.",
    ),
    "feel.no-character": (
        "Texten har {length} tecken; plats eller längd {position} finns inte i den.",
        "The string has {length} characters; position or length {position} is not in it.",
    ),
    "feel.bad-literal": (
        "`{value}` är inget datum, klockslag, tal eller annat värde av det slag som väntades.",
        "`{value}` is no date, time, number or other value of the kind that was expected.",
    ),
    "feel.duplicate-parameter": (
        "Funktionen har två parametrar som heter `{name}`. Ge den ena ett annat namn.",
        "The function has two parameters called `{name}`. Give one of them another name.",
    ),
    "feel.duplicate-key": ("`{name}` står två gånger.", "`{name}` stands twice."),
    "feel.not-a-function": (
        "Det som anropas i `{text}` är {kind_word}, inte en funktion.",
        "What is called in `{text}` is {kind_word}, not a function.",
    ),
    "feel.wrong-arguments": (
        "Funktionen tar {expected} värden, men får {found}, i `{text}`.",
        "The function takes {expected} values, but gets {found}, in `{text}`.",
    ),
    "feel.unknown-parameter": (
        "Funktionen `{name}` har ingen parameter som heter `{parameter}`.",
        "The function `{name}` has no parameter called `{parameter}`.",
    ),
    "feel.unknown-parameters": (
        "Funktionen `{name}` kan inte anropas med parametrarna {given}.",
        "The function `{name}` cannot be called with the parameters {given}.",
    ),
    "feel.argument-type": (
        "`{parameter}` i funktionen `{name}` ska vara {expected_word}, men är {found_word}.",
        "`{parameter}` of the function `{name}` must be {expected_word}, but is {found_word}.",
    ),
    "feel.argument-value": (
        "Funktionen `{name}` kan inte använda värdet {found}.",
        "The function `{name}` cannot use the value {found}.",
    ),
    "feel.result-type": (
        "Funktionen `{name}` ger ett annat slags värde än den lovar.",
        "The function `{name}` gives another kind of value than it promises.",
    ),
    "feel.null-argument": (
        "Funktionen `{name}` får ett värde som saknas, i `{text}`.",
        "The function `{name}` gets a missing value, in `{text}`.",
    ),
    "feel.no-overload": (
        "Funktionen `{name}` kan inte ta värden av slagen ({found}), i `{text}`.",
        "The function `{name}` does not take values of the kinds ({found}), in `{text}`.",
    ),
    "feel.item-type": (
        "Funktionen `{name}` väntar {expected_word} i listan, men där finns {found_word}.",
        "The function `{name}` expects {expected_word} in the list, but there is {found_word}.",
    ),
    "feel.context-entry": (
        "Varje post måste ha en text `key` och ett `value`.",
        "Each entry must have a string `key` and a `value`.",
    ),
    "feel.context-keys": (
        "Nycklarna leder inte till något som kan ändras, i `{text}`.",
        "The keys do not lead to anything that can be changed, in `{text}`.",
    ),
    "feel.separators": (
        "Tusentalstecknet är mellanslag, komma eller punkt, decimaltecknet komma eller punkt, och de ska skilja sig.",
        "The grouping separator is a space, comma or point, the decimal one a comma or point, and they must differ.",
    ),
    "feel.scale-out-of-range": (
        "Antalet decimaler, {scale}, måste ligga mellan {least} och {most}.",
        "The number of decimals, {scale}, must be between {least} and {most}.",
    ),
    "feel.unknown-zone": ("Tidszonen `{zone}` finns inte.", "There is no time zone `{zone}`."),
    "feel.no-clock": (
        "Här får ingen fråga efter tiden: en regel med now() eller today() behöver den som indata.",
        "Nobody may ask for the time here: a rule with now() or today() needs it as an input.",
    ),
    "feel.bad-pattern": (
        "Mönstret `{pattern}` är felskrivet vid tecken {position}.",
        "The pattern `{pattern}` is wrong at character {position}.",
    ),
    "feel.bad-flags": (
        "Mönstrets flaggor `{flags}` finns inte; bara s, m, i, x och q.",
        "The pattern's flags `{flags}` do not exist; only s, m, i, x and q.",
    ),
    "feel.bad-replacement": (
        "Ersättningen `{replacement}` är fel vid tecken {position}: `$` följs av en siffra, `\\` av `$` eller `\\`.",
        "The replacement `{replacement}` is wrong at character {position}: `$` needs a digit, `\\` a `$` or `\\`.",
    ),
    "feel.empty-match": (
        "Mönstret passar även på ingenting, så det går inte att ersätta eller dela med det.",
        "The pattern matches nothing at all, too, so it cannot replace or split.",
    ),
    "feel.bad-json": ("Texten är inte JSON.", "The text is not JSON."),
    "feel.assertion": ("Ett krav är inte uppfyllt: {cause}", "An assertion does not hold: {cause}"),
    "feel.external-unknown": (
        "Den yttre funktionen {class} {signature} finns inte här.",
        "The external function {class} {signature} is not known here.",
    ),
    "feel.external-arguments": (
        "Den yttre funktionen {class} {signature} kan inte ta dessa värden.",
        "The external function {class} {signature} does not take these values.",
    ),
    "feel.too-many-steps": (
        "Uttrycket behöver fler än {limit} steg och avbröts.",
        "The expression needs more than {limit} steps and was stopped.",
    ),
    "feel.too-many-calls": (
        "Funktioner anropar varandra i fler än {limit} nivåer, och uttrycket avbröts.",
        "Functions call each other deeper than {limit} levels, and the expression was stopped.",
    ),
    "feel.list-too-long": (
        "En lista skulle bli längre än {limit} poster, och uttrycket avbröts.",
        "A list would be longer than {limit} items, and the expression was stopped.",
    ),
    "feel.string-too-long": (
        "En text skulle bli längre än {limit} tecken, och uttrycket avbröts.",
        "A string would be longer than {limit} characters, and the expression was stopped.",
    ),
    "feel.pattern-too-slow": (
        "Ett mönster behöver fler än {limit} steg och avbröts. Gör det enklare.",
        "A pattern needs more than {limit} steps and was stopped. Make it simpler.",
    ),
    "feel.pattern-too-large": (
        "Ett mönster är för stort (fler än {limit} delar). Gör det enklare.",
        "A pattern is too large (more than {limit} parts). Make it simpler.",
    ),
}

SENTENCES: dict[str, dict[str, str]] = {
    code: {"sv": swedish, "en": english} for code, (swedish, english) in {**_TEXTS, **_VALUES}.items()
}

WORDS: dict[str, dict[str, str]] = {
    name: {"sv": swedish, "en": english}
    for name, swedish, english in (
        ("null", "ett värde som saknas", "a missing value"),
        ("boolean", "sant eller falskt", "true or false"),
        ("number", "ett tal", "a number"),
        ("string", "en text", "a string"),
        ("date", "ett datum", "a date"),
        ("time", "ett klockslag", "a time"),
        ("date and time", "ett datum med klockslag", "a date and time"),
        ("days and time duration", "en tidslängd i dagar och timmar", "a duration in days and hours"),
        ("years and months duration", "en tidslängd i år och månader", "a duration in years and months"),
        ("list", "en lista", "a list"),
        ("context", "en uppgift med flera delar", "a context"),
        ("range", "ett intervall", "a range"),
        ("function", "en funktion", "a function"),
    )
}
