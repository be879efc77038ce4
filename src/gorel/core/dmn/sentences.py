"""What this package has to say, per language: {code: {"sv": template, "en": template}}."""

from gorel.core.dmn.sentences_run import RUN
from gorel.core.dmn.sentences_table import TABLE

MODEL: dict[str, dict[str, str]] = {
    "dmn.not-dmn": {
        "sv": "Filen innehåller inga beslutsregler (DMN 1.1–1.6): den börjar med ”{found}”. "
        "Välj den fil som ritverktyget sparade med ändelsen .dmn.",
        "en": "The file holds no decision rules (DMN 1.1–1.6): it starts with “{found}”. "
        "Choose the file that the modeler saved with the ending .dmn.",
    },
    "dmn.no-name": {
        "sv": "Elementet ({kind}) har inget namn. Ge det ett, så att andra regler kan använda det.",
        "en": "The element ({kind}) has no name. Give it one, so that other rules can use it.",
    },
    "dmn.no-href": {
        "sv": "En pil ({kind}) pekar inte på något. Rita om den.",
        "en": "An arrow ({kind}) points at nothing. Draw it again.",
    },
    "dmn.several-expressions": {
        "sv": "Här står {found} uttryck, men bara ett får plats. Ta bort de andra.",
        "en": "There are {found} expressions here, but only one may stand. Remove the others.",
    },
    "dmn.missing-part": {
        "sv": "Delen ”{part}” saknas i {kind}. Fyll i den.",
        "en": "The part “{part}” is missing from {kind}. Fill it in.",
    },
    "dmn.imported-values": {
        "sv": "Värden som hämtas ur en annan fil (importedValues) stöds inte. Skriv in dem här.",
        "en": "Values taken from another file (importedValues) are not supported. Write them here.",
    },
    "dmn.row-length": {
        "sv": "Raden har {found} celler, men listan har {expected} kolumner. Fyll i de celler som saknas.",
        "en": "The row has {found} cells, but the relation has {expected} columns. Fill in what is missing.",
    },
    "dmn.no-output": {
        "sv": "Tabellen har ingen kolumn för svar. Lägg till en.",
        "en": "The table has no output column. Add one.",
    },
    "dmn.hit-policy": {
        "sv": "Träffregeln ”{found}” finns inte. Välj UNIQUE, FIRST, PRIORITY, ANY, COLLECT, RULE ORDER "
        "eller OUTPUT ORDER.",
        "en": "There is no hit policy “{found}”. Choose UNIQUE, FIRST, PRIORITY, ANY, COLLECT, RULE ORDER "
        "or OUTPUT ORDER.",
    },
    "dmn.aggregation": {
        "sv": "Sammanräkningen ”{found}” finns inte. Välj SUM, COUNT, MIN eller MAX.",
        "en": "There is no aggregation “{found}”. Choose SUM, COUNT, MIN or MAX.",
    },
    "dmn.rule-length": {
        "sv": "Regel {number} har {found} celler, men tabellen har {expected} kolumner. Öppna tabellen i ritverktyget "
        "och spara den på nytt.",
        "en": "Rule {number} has {found} cells, but the table has {expected} columns. Open the table in the modeler "
        "and save it again.",
    },
    "dmn.duplicate-id": {
        "sv": "Två element har samma id, ”{id}”. Ändra det ena.",
        "en": "Two elements have the same id, “{id}”. Change one of them.",
    },
    "dmn.duplicate-name": {
        "sv": "Flera element heter ”{name}”, så reglerna kan inte skilja dem åt. Byt namn på alla utom ett.",
        "en": "Several elements are called “{name}”, so rules cannot tell them apart. Rename all but one.",
    },
    "dmn.cycle": {
        "sv": "Besluten väntar på varandra i en ring: {ring}. Ta bort en av pilarna.",
        "en": "The decisions wait for each other in a ring: {ring}. Remove one of the arrows.",
    },
    "dmn.unknown-reference": {
        "sv": "En pil pekar på ”{href}”, som inte finns. Rita om den, eller ta med filen som den pekar på.",
        "en": "An arrow points at “{href}”, which is not there. Draw it again, or add the file that it points into.",
    },
    "dmn.no-logic": {
        "sv": "”{name}” har inget innehåll och ger därför inget svar. Lägg till en tabell eller ett uttryck.",
        "en": "“{name}” has no logic and so gives no answer. Add a table or an expression.",
    },
    "dmn.no-service-output": {
        "sv": "Beslutstjänsten ”{name}” lämnar inget svar. Välj vilket beslut den ska svara med.",
        "en": "The decision service “{name}” answers nothing. Choose the decision that it answers with.",
    },
    "dmn.import-missing": {
        "sv": "Modellen använder en annan fil ({namespace}) som inte är med. Lägg till den filen.",
        "en": "The model imports another file ({namespace}) that was not given. Add that file.",
    },
    "dmn.unknown-type": {
        "sv": "Typen ”{type}” finns inte. Välj en av FEEL:s egna (text, tal, datum …) eller en av modellens: {known}.",
        "en": "There is no type “{type}”. Choose one of FEEL’s own (string, number, date …) or of the model’s: "
        "{known}.",
    },
    "dmn.unknown-name": {
        "sv": "Namnet ”{name}” finns inte här, så uttrycket saknar värde. Rätta stavningen, eller rita en pil från det "
        "som heter så. Text skrivs inom citattecken.",
        "en": "Nothing here is called “{name}”, so the expression has no value. Correct the spelling, or draw an arrow "
        "from what is called so. Texts are written in quotation marks.",
    },
    "dmn.recursive-type": {
        "sv": "Typen innehåller sig själv. Ta bort den delen, eller ge delen typen Any.",
        "en": "The type contains itself. Remove that part, or give the part the type Any.",
    },
    "dmn.language": {
        "sv": "Uttrycket är skrivet i språket ”{language}”. Här används FEEL: skriv om uttrycket.",
        "en": "The expression is written in “{language}”. FEEL is used here: rewrite the expression.",
    },
}

SENTENCES: dict[str, dict[str, str]] = {**MODEL, **TABLE, **RUN}
