"""What this package has to say, per language: {code: {"sv": template, "en": template}}."""

SENTENCES: dict[str, dict[str, str]] = {
    "engine.never-settles": {
        "sv": "Ärendena svarar varandra utan slut: efter {limit} meddelanden, signaler och anrop är de inte klara. "
        "Se efter om en process skickar det som den själv börjar med.",
        "en": "The cases answer each other without end: after {limit} messages, signals and calls they are not done. "
        "See whether a process sends what it begins with itself.",
    },
    "engine.no-process": {
        "sv": "Filen har ingen körbar process {process}. Kryssa i ”Executable” för den i ritverktyget.",
        "en": "The file has no executable process {process}. Tick “Executable” for it in the modeler.",
    },
    "engine.not-run": {
        "sv": "Symbolen {kind} {event} kan inte köras så här. Ange vad den ska göra, eller rita om steget.",
        "en": "The symbol {kind} {event} cannot be run as it is. Say what it shall do, or draw the step differently.",
    },
    "engine.condition-not-boolean": {
        "sv": "Villkoret ”{expression}” gav {value} ({reason}), inte sant eller falskt. Rätta ärendets uppgifter "
        "eller villkoret, och försök igen.",
        "en": "The condition “{expression}” gave {value} ({reason}), not true or false. Correct the case's variables "
        "or the condition, and try again.",
    },
    "engine.no-flow": {
        "sv": "Inget villkor på vägarna härifrån stämmer, och ingen väg är standard. Rätta ärendets uppgifter, eller "
        "rita en standardväg.",
        "en": "No condition on the flows from here holds, and none is the default. Correct the case's variables, or "
        "draw a default flow.",
    },
    "engine.text-expected": {
        "sv": "”{expression}” gav {value} ({reason}); här behövs en text.",
        "en": "“{expression}” gave {value} ({reason}); a text is needed here.",
    },
    "engine.number-expected": {
        "sv": "”{expression}” gav {value} ({reason}); här behövs ett heltal som inte är negativt.",
        "en": "“{expression}” gave {value} ({reason}); a whole number, not negative, is needed here.",
    },
    "engine.retry-cycle": {
        "sv": "”{expression}” gav {value}; här behövs hur ofta jobbet försöks igen, till exempel R5/PT10M eller "
        "PT1M,PT5M.",
        "en": "“{expression}” gave {value}; how often the job is tried again is needed here, for example R5/PT10M or "
        "PT1M,PT5M.",
    },
    "engine.names-expected": {
        "sv": "”{expression}” gav {value} ({reason}); här behövs namn med komma emellan, eller en lista.",
        "en": "“{expression}” gave {value} ({reason}); names with commas between, or a list, are needed here.",
    },
    "engine.list-expected": {
        "sv": "”{expression}” gav {value} ({reason}); här behövs en lista att gå igenom.",
        "en": "“{expression}” gave {value} ({reason}); a list to go through is needed here.",
    },
    "engine.loop-without-count": {
        "sv": "Upprepningen säger varken hur många gånger eller vilken lista. Ange en av dem.",
        "en": "The loop says neither how many times nor which list. Give one of them.",
    },
    "engine.no-such-field": {
        "sv": "En öppen uppgift har inget som heter ”{name}” att ändra.",
        "en": "An open task has nothing called “{name}” to change.",
    },
    "engine.cannot-deny": {
        "sv": "Det här jobbet ({moment}) kan inte neka något. Det går när en uppgift tilldelas, ändras eller "
        "blir klar.",
        "en": "This job ({moment}) cannot deny anything. Denied can be that a task is assigned, updated or completed.",
    },
    "engine.cannot-correct": {
        "sv": "Det här jobbet ({moment}) kan inte ändra någon uppgift. Det går när en uppgift skapas, tilldelas, "
        "ändras eller blir klar.",
        "en": "This job ({moment}) cannot correct a task. That can be done when a task is created, assigned, "
        "updated or completed.",
    },
    "engine.denied-and-corrected": {
        "sv": "Svaret nekar och ändrar på samma gång. Gör det ena.",
        "en": "The answer denies and corrects at once. Do one of them.",
    },
    "engine.cannot-choose": {
        "sv": "Det här jobbet väljer inget i en ad hoc-delprocess. Svara utan val.",
        "en": "This job chooses nothing in an ad-hoc subprocess. Answer without a choice.",
    },
    "engine.chosen-and-enough": {
        "sv": "Svaret öppnar nya steg och säger på samma gång att det räcker. Gör det ena.",
        "en": "The answer opens new steps and says at once that it is enough. Do one of them.",
    },
    "engine.nothing-chosen": {
        "sv": "Roboten valde inget steg, sade inte att det räcker, och inget annat pågår här. Försök igen.",
        "en": "The robot chose no step, did not say that it is enough, and nothing else is going on here. Try again.",
    },
    "engine.no-such-scope": {
        "sv": "{key} är inget som ”{element}” kan stå i. Ange nyckeln för en pågående delprocess eller upprepning.",
        "en": "{key} is nothing that “{element}” can stand in. Give the key of a running subprocess or loop.",
    },
    "engine.too-many-rounds": {
        "sv": "Upprepningen skulle bli {count} varv; högst {limit} görs. Dela upp listan.",
        "en": "The loop would take {count} rounds; at most {limit} are done. Split the list.",
    },
    "engine.timer-value": {
        "sv": "”{value}” är ingen tid som en klocka av slaget {kind} kan vänta på ({reason}). Skriv till exempel "
        "2020-10-21T09:00, P3D eller R3/PT1H.",
        "en": "“{value}” is no time that a timer of kind {kind} can wait for ({reason}). Write for example "
        "2020-10-21T09:00, P3D or R3/PT1H.",
    },
    "engine.unknown-decision": {
        "sv": "Beslutsregeln ”{decision}” finns inte. Lägg in den, eller rätta namnet i bilden.",
        "en": "There is no decision “{decision}”. Deploy it, or correct its name in the picture.",
    },
    "engine.decision-failed": {
        "sv": "Beslutsregeln ”{decision}” kunde inte ge något svar. {reason_said} En människa behöver avgöra.",
        "en": "The decision “{decision}” could give no answer. {reason_said} A person must decide.",
    },
    "engine.decision-result": {
        "sv": "Beslutsregeln gav {count} svar, men {mapping} tar bara ett.",
        "en": "The decision gave {count} answers, but {mapping} takes one only.",
    },
    "engine.error-uncaught": {
        "sv": "Felet ”{code}” tas inte om hand någonstans i bilden. {message}",
        "en": "The error “{code}” is caught nowhere in the picture. {message}",
    },
    "engine.endless-loop": {
        "sv": "Ärendet gick genom {limit} steg utan att vänta någonstans: vägen går runt. Rätta villkoren i bilden.",
        "en": "The case passed {limit} elements without waiting anywhere: the way goes round. Correct the conditions.",
    },
    "engine.endless-event": {
        "sv": "Händelsen hände {limit} gånger på en gång, för det som den leder till får den att hända igen. Rätta "
        "villkoret, eller låt det bara gälla vissa uppgifter.",
        "en": "The event happened {limit} times at once, because what it leads to makes it happen again. Correct the "
        "condition, or let it look at certain variables only.",
    },
    "engine.join-waits-in-vain": {
        "sv": "Här väntas på en gren som aldrig kommer (väg {flows}). Bilden delar och samlar inte på samma sätt.",
        "en": "This waits for a branch that never comes (flow {flows}). The picture splits and joins differently.",
    },
    "job.failed": {
        "sv": "Roboten lyckades inte: {message}",
        "en": "The robot did not succeed: {message}",
    },
    "engine.unknown-process": {
        "sv": "Processen ”{process}” finns inte. Lägg in den, eller rätta namnet i bilden.",
        "en": "There is no process “{process}”. Deploy it, or correct its name in the picture.",
    },
    "engine.no-case": {
        "sv": "{event} förutsätter ett ärende, och det finns inget.",
        "en": "{event} needs a case, and there is none.",
    },
    "engine.case-exists": {
        "sv": "{event} kan inte hända ett ärende som redan finns.",
        "en": "{event} cannot happen to a case that exists.",
    },
    "engine.case-ended": {
        "sv": "Ärendet är avslutat; {event} kommer för sent.",
        "en": "The case has ended; {event} comes too late.",
    },
    "engine.case-suspended": {
        "sv": "Ärendet är pausat. Återuppta det först ({event}).",
        "en": "The case is suspended. Resume it first ({event}).",
    },
    "engine.case-not-suspended": {
        "sv": "Ärendet är inte pausat ({event}).",
        "en": "The case is not suspended ({event}).",
    },
    "engine.nothing-waits": {
        "sv": "Ingenting i ärendet väntar på {event} med nyckeln {key}; det kan redan vara gjort.",
        "en": "Nothing in the case waits for {event} with key {key}; it may be done already.",
    },
    "engine.no-such-element": {
        "sv": "”{element}” finns inte här, så det kan inte öppnas.",
        "en": "“{element}” is not in here, so it cannot be opened.",
    },
    "engine.no-such-start": {
        "sv": "Processen kan inte börja vid ”{element}”.",
        "en": "The process cannot begin at “{element}”.",
    },
    "engine.cannot-begin-here": {
        "sv": "Ett ärende kan inte börja vid ”{element}”: det är en händelse som måste komma av sig själv.",
        "en": "A case cannot begin at “{element}”: it is an event that must come by itself.",
    },
    "engine.several-scopes": {
        "sv": "”{element}” ligger i en delprocess som pågår flera gånger eller upprepas; det är oklart i vilken.",
        "en": "“{element}” is in a subprocess that runs several times or is a loop; it is unclear in which.",
    },
    "engine.migrate-no-element": {
        "sv": "Den andra versionen har inget ”{element}”. Peka ut vad som motsvarar det.",
        "en": "The other version has no “{element}”. Point out what corresponds to it.",
    },
    "engine.migrate-kind": {
        "sv": "Det är ett annat slags symbol i den andra versionen ({before} blir {after}).",
        "en": "It is another kind of symbol in the other version ({before} becomes {after}).",
    },
    "engine.migrate-scope": {
        "sv": "”{element}” ligger i en annan delprocess i den andra versionen.",
        "en": "“{element}” is in another subprocess in the other version.",
    },
    "engine.migrate-loop": {
        "sv": "”{element}” upprepas i den ena versionen men inte i den andra.",
        "en": "“{element}” is a loop in one version but not in the other.",
    },
    "engine.migrate-join": {
        "sv": "Här väntar en gren på väg {flow}, som inte finns i den andra versionen.",
        "en": "A branch waits here on flow {flow}, which is not in the other version.",
    },
}
