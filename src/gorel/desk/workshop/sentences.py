"""What only the workshop finds, in two languages."""

from __future__ import annotations

SENTENCES = {
    "workshop.no-picture": {
        "sv": "Utkastet har ingen bild. Lägg till en .bpmn-fil.",
        "en": "The draft has no picture. Add a .bpmn file.",
    },
    "workshop.form-missing": {
        "sv": "formuläret {form} finns inte i utkastet och är inte i bruk. Gör det, eller välj ett annat.",
        "en": "the form {form} is neither in the draft nor in use. Make it, or choose another.",
    },
    "workshop.rule-missing": {
        "sv": "beslutet {rule} finns inte i utkastet och är inte i bruk. Gör beslutstabellen, eller välj ett annat.",
        "en": "the decision {rule} is neither in the draft nor in use. Make its table, or choose another.",
    },
    "workshop.rule-unanswered": {
        "sv": "Regel {rule} har inget svar. Fyll i den, eller ta bort den.",
        "en": "Rule {rule} has no answer. Fill it in, or take it away.",
    },
    "workshop.process-missing": {
        "sv": "processen {process} är inte i bruk: ärendet skulle stanna här.",
        "en": "the process {process} is not in use: the case would stop here.",
    },
    "workshop.ability-unknown": {
        "sv": "ingen av Görels förmågor heter {ability}. Om en robot på annat håll gör det är det rätt, annars väntar "
        "ärendet här för alltid.",
        "en": "none of Görel's abilities is called {ability}. That is right if a robot elsewhere does it; else "
        "the case waits here for ever.",
    },
    "workshop.input-missing": {
        "sv": "{ability} behöver ”{field}”, och steget ger det inte.",
        "en": "{ability} needs “{field}”, and the step does not give it.",
    },
    "workshop.step-undecided": {
        "sv": "steget gör ingenting ännu. Välj vem som gör det: en människa, Görel eller regler.",
        "en": "the step does nothing yet. Choose who does it: a person, Görel, or rules.",
    },
    "workshop.task-for-nobody": {
        "sv": "uppgiften är inte riktad till någon grupp eller person, så ingen ser den i sin inkorg.",
        "en": "the task is for no group and no person, so nobody sees it in the inbox.",
    },
    "workshop.test-unreadable": {
        "sv": "testet går inte att läsa. Spara det på nytt från en provkörning.",
        "en": "the test cannot be read. Save it anew from a try-out.",
    },
}
