"""What the memory has to say, per language: {code: {"sv": template, "en": template}}."""

SENTENCES: dict[str, dict[str, str]] = {
    "job.missing-input": {
        "sv": "Förmågan {type} behöver uppgiften ”{field}”, men ärendet saknar den. Lägg till den och försök igen.",
        "en": "The ability {type} needs “{field}”, which the case lacks. Add it, and try again.",
    },
    "job.wrong-input": {
        "sv": "Förmågan {type} kan inte använda uppgiften ”{field}” ({expected}). Rätta den och försök igen.",
        "en": "The ability {type} cannot use “{field}” ({expected}). Correct it, and try again.",
    },
    "job.refused": {
        "sv": "Förmågan {type} fick nej, och att försöka igen hjälper inte: {message} Rätta orsaken först.",
        "en": "The ability {type} was refused, and trying again will not help: {message} Mend the cause first.",
    },
    "case.step-failed": {
        "sv": "Görel kunde inte föra ärendet vidare på grund av ett fel i programmet ({message}, {place}). Hon "
        "försöker igen med längre och längre mellanrum; säg till den som sköter driften.",
        "en": "Görel could not take the case on because of a defect in the program ({message}, {place}). She "
        "tries again at growing intervals; tell whoever runs her.",
    },
    "case.other-process": {
        "sv": "Ärendet följer {from} och kan inte flyttas till {to}: det är en annan process, eller en annan "
        "organisations. Välj en version av samma process.",
        "en": "The case follows {from} and cannot be moved to {to}: that is another process, or another "
        "organisation's. Choose a version of the same process.",
    },
    "deploy.unknown-kind": {
        "sv": "{file}: filnamnet säger inte vad filen är. Det ska sluta på {suffixes}.",
        "en": "{file}: the name does not say what the file is. It must end in {suffixes}.",
    },
    "deploy.no-process": {
        "sv": "{file}: här finns ingen körbar process. Kryssa i ”Executable” för den i ritverktyget.",
        "en": "{file}: there is no executable process here. Tick “Executable” for it in the modeler.",
    },
    "deploy.no-decision": {
        "sv": "{file}: här finns ingen beslutsregel. Lägg till minst en.",
        "en": "{file}: there is no decision here. Add at least one.",
    },
    "deploy.form-unreadable": {
        "sv": "{file}: formuläret är inte läsbar JSON ({reason}). Spara om det i formulärverktyget.",
        "en": "{file}: the form is not readable JSON ({reason}). Save it again in the form editor.",
    },
    "deploy.form-without-components": {
        "sv": "{file}: formuläret saknar fält (listan ”components”). Spara om det i formulärverktyget.",
        "en": "{file}: the form has no fields (the list “components”). Save it again in the form editor.",
    },
}
