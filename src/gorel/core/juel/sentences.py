"""What this package has to say, per language: {code: {"sv": template, "en": template}}."""

SENTENCES: dict[str, dict[str, str]] = {
    "juel.unexpected": {
        "sv": "Uttrycket går inte att läsa vid ”{what}”.",
        "en": "The expression cannot be read at “{what}”.",
    },
    "juel.unexpected-end": {
        "sv": "Uttrycket slutar för tidigt; något saknas, kanske en parentes eller }}.",
        "en": "The expression ends too early; something is missing, perhaps a parenthesis or }}.",
    },
    "juel.unknown-name": {
        "sv": "”{name}” finns inte i ärendet. Kontrollera stavningen, eller sätt uppgiften innan den används.",
        "en": "“{name}” is not in the case. Check the spelling, or set the variable before it is used.",
    },
    "juel.unknown-method": {
        "sv": "”{name}” kan inte anropas här. Bara en lista av ofarliga metoder tillåts.",
        "en": "“{name}” cannot be called here. Only a list of harmless methods is allowed.",
    },
    "juel.method-of-null": {
        "sv": "”{name}” anropas på något som inte har något värde.",
        "en": "“{name}” is called on something that has no value.",
    },
    "juel.bad-arguments": {
        "sv": "”{name}” fick värden som det inte kan använda.",
        "en": "“{name}” was given values that it cannot use.",
    },
    "juel.not-a-number": {"sv": "Ett tal behövs, men värdet är {value}.", "en": "A number is needed, not {value}."},
    "juel.not-a-boolean": {
        "sv": "Sant eller falskt behövs, men värdet är {value}.",
        "en": "True or false is needed, not {value}.",
    },
    "juel.not-comparable": {"sv": "{value} kan inte jämföras så.", "en": "{value} cannot be compared like this."},
    "juel.division-by-zero": {"sv": "Uttrycket delar med noll.", "en": "The expression divides by zero."},
    "juel.number-too-big": {
        "sv": "Talet får fler än 34 siffror.",
        "en": "The number has more than 34 digits.",
    },
    "juel.no-value": {
        "sv": "”{value}” är inget värde som ett ärende kan spara. Välj något i det, till exempel {value}.id.",
        "en": "“{value}” is no value that a case can keep. Choose something in it, for example {value}.id.",
    },
}
