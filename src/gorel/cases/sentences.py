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
        "sv": "Förmågan {type} fick nej, och att försöka igen hjälper inte: {message}. Rätta orsaken först.",
        "en": "The ability {type} was refused, and trying again will not help: {message}. Mend the cause first.",
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
    "silence.no-worker": {
        "sv": "Görel arbetar inte just nu: {count} saker väntar, den första sedan {since_time}. Säg till den som "
        "sköter driften; kommandot gorel work startar hennes arbete.",
        "en": "Görel is not working just now: {count} things wait, the first since {since_time}. Tell whoever runs "
        "her; the command gorel work starts her work.",
    },
    "silence.no-robot": {
        "sv": "Ingen robot gör jobb av typen {type}; {count} väntar, det äldsta sedan {since_time}. Starta roboten, "
        "eller rätta typens namn i bilden.",
        "en": "No robot does jobs of the type {type}; {count} wait, the oldest since {since_time}. Start the robot, or "
        "correct the type's name in the picture.",
    },
    "silence.late-job": {
        "sv": "{count} jobb borde ha börjat, det äldsta {since_time}. Se efter om förmågan är pausad eller en robot "
        "har stannat; starta fler arbetare om det kommer mer än de hinner.",
        "en": "{count} jobs should have begun, the oldest at {since_time}. See whether the ability is paused or a "
        "robot has stopped; start more workers if more comes than they can do.",
    },
    "silence.paused-process": {
        "sv": "{process} är pausad sedan {paused} (”{reason}”), och {count} ärenden väntar på att få börja, det första "
        "sedan {since_time}. Se om skälet finns kvar, och låt processen gå vidare.",
        "en": "{process} has been paused since {paused} (“{reason}”), and {count} cases wait to begin, the first since "
        "{since_time}. See whether the reason remains, and let the process go on.",
    },
    "silence.paused-ability": {
        "sv": "Förmågan {type} är pausad sedan {paused} (”{reason}”), och {count} jobb väntar på den, det äldsta sedan "
        "{since_time}. Se om skälet finns kvar, och låt förmågan arbeta igen.",
        "en": "The ability {type} has been paused since {paused} (“{reason}”), and {count} jobs wait for it, the "
        "oldest since {since_time}. See whether the reason remains, and let the ability work again.",
    },
    "silence.late-timer": {
        "sv": "{count} tider har passerat utan att något hänt, den äldsta {since_time}. Säg till den som sköter "
        "driften att se efter att Görel arbetar.",
        "en": "{count} timers have passed without anything happening, the oldest at {since_time}. Ask whoever runs "
        "her to see that she works.",
    },
    "silence.unheard-message": {
        "sv": "Inget ärende väntar på meddelandet ”{name}”; {count} har kommit, det första {since_time}, och det "
        "slutar gälla {until_time}. Jämför namn och nyckel med bilden, eller låt det gå ut.",
        "en": "No case awaits the message “{name}”; {count} have come, the first at {since_time}, which ends at "
        "{until_time}. Compare name and key with the picture, or let it expire.",
    },
    "silence.long-wait": {
        "sv": "{count} ärenden i {process} har väntat vid {element} längre än {patience_time}, som processen säger. "
        "Öppna dem och se vad som fattas.",
        "en": "{count} cases of {process} have waited at {element} for longer than {patience_time}, which the process "
        "says. Open them and see what is missing.",
    },
    "silence.long-case": {
        "sv": "{count} ärenden i {process} har pågått längre än {patience_time}, som processen säger; det äldsta sedan "
        "{since_time}. Öppna dem och se vad som fattas.",
        "en": "{count} cases of {process} have been under way for longer than {patience_time}, which the process says; "
        "the oldest since {since_time}. Open them and see what is missing.",
    },
    "silence.no-ground": {
        "sv": "{count} avslutade ärenden i {process} har sparats längre än {kept_for_time}, men processen nämner inget "
        "gallringsbeslut, så inget gallras. Skriv beslutet i processens egenskap gorel.history.ground.",
        "en": "{count} finished cases of {process} have been kept for longer than {kept_for_time}, but the process "
        "names no decision on retention, so nothing is erased. "
        "Write it in the process's property gorel.history.ground.",
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
