"""What this package has to say, per language: {code: {"sv": template, "en": template}}."""

SENTENCES: dict[str, dict[str, str]] = {
    "bpmn.not-bpmn": {
        "sv": "Filen är ingen BPMN-modell: den börjar med {tag}, inte definitions. Spara den som BPMN 2.0 i "
        "ritverktyget.",
        "en": "The file is no BPMN model: it begins with {tag}, not definitions. Save it as BPMN 2.0 in the modeler.",
    },
    "bpmn.unknown-reference": {
        "sv": "”{reference}” finns inte i modellen. Välj något som finns, eller ta bort hänvisningen.",
        "en": "“{reference}” is not in the model. Choose something that is, or remove the reference.",
    },
    "bpmn.job-without-type": {
        "sv": "Steget säger inte vilken förmåga som ska göra det. Ange jobbets typ.",
        "en": "The step does not say which ability shall do it. Give the job's type.",
    },
    "bpmn.retry-cycle": {
        "sv": "”{text}” säger inte hur ofta jobbet ska försökas igen; det görs tre gånger. Skriv till exempel R5/PT10M "
        "eller PT1M,PT5M.",
        "en": "“{text}” does not say how often the job is tried again; it is tried three times. Write for example "
        "R5/PT10M or PT1M,PT5M.",
    },
    "bpmn.timer-without-value": {
        "sv": "Klockan har ingen tid. Ange ett datum, en varaktighet eller en upprepning.",
        "en": "The timer has no time. Give a date, a duration or a cycle.",
    },
    "bpmn.condition-missing": {
        "sv": "Händelsen väntar på ett villkor, men inget är angivet. Skriv det, till exempel =belopp > 1000.",
        "en": "The event waits for a condition, but none is given. Write one, for example =amount > 1000.",
    },
    "bpmn.no-start": {
        "sv": "Processen har ingen starthändelse. Rita en.",
        "en": "The process has no start event. Draw one.",
    },
    "bpmn.no-executable-process": {
        "sv": "Filen har ingen körbar process. Kryssa i ”Executable” i ritverktyget.",
        "en": "The file has no executable process. Tick “Executable” in the modeler.",
    },
    "bpmn.duplicate-id": {
        "sv": "Id:t används {times} gånger. Ge varje symbol ett eget.",
        "en": "The id is used {times} times. Give each symbol one of its own.",
    },
    "bpmn.event-without-name": {
        "sv": "Händelsen säger inte vilket meddelande eller vilken signal den gäller. Välj eller skapa ett.",
        "en": "The event does not say which message or signal it is about. Choose or create one.",
    },
    "bpmn.flow-without-condition": {
        "sv": "Vägen från {gateway} har inget villkor och är inte standardväg. Ge den ett villkor, eller "
        "gör den till standardväg.",
        "en": "The flow from {gateway} has no condition and is not the default. Give it one, or make it the default.",
    },
    "bpmn.no-default-flow": {
        "sv": "Om inget villkor stämmer stannar ärendet här som en avvikelse. Rita en standardväg om det "
        "ska gå vidare.",
        "en": "If no condition holds, the case stops here with an incident. Draw a default flow if it shall go on.",
    },
    "bpmn.condition-not-asked": {
        "sv": "Villkoret frågas aldrig efter här ({gateway}). Ta bort det, eller byt slag av grind.",
        "en": "The condition is never asked here ({gateway}). Remove it, or change the kind of gateway.",
    },
    "bpmn.event-gateway-needs-events": {
        "sv": "En händelsegrind är till för att vänta på flera händelser; här är bara en. Rita en till, eller ta bort "
        "grinden.",
        "en": "An event-based gateway is there to wait for several events; here is only one. Draw another, or remove "
        "the gateway.",
    },
    "bpmn.event-gateway-target": {
        "sv": "Efter en händelsegrind får bara händelser och mottagningssteg komma, inte {target}.",
        "en": "Only catch events and receive tasks may follow an event-based gateway, not {target}.",
    },
    "bpmn.flow-leaves-scope": {
        "sv": "Vägen går ut ur eller in i en delprocess. Låt den gå till delprocessen själv.",
        "en": "The flow crosses the border of a subprocess. Let it go to the subprocess itself.",
    },
    "bpmn.flow-into-start": {
        "sv": "Ingen väg får gå in i en start- eller kanthändelse. Dra den till steget efter.",
        "en": "No flow may go into a start or boundary event. Draw it to the step after.",
    },
    "bpmn.flow-out-of-end": {
        "sv": "Ingen väg får gå ut ur en sluthändelse. Ta bort vägen, eller gör händelsen till en mellanhändelse.",
        "en": "No flow may leave an end event. Remove the flow, or make the event an intermediate one.",
    },
    "bpmn.event-subprocess-start": {
        "sv": "En händelsedelprocess börjar med precis en händelse; här är {count} starter. Rita en enda, och välj "
        "vad den väntar på.",
        "en": "An event subprocess begins with exactly one event; here are {count} starts. Draw a single one, and "
        "choose what it waits for.",
    },
    "bpmn.subprocess-event-start": {
        "sv": "En vanlig delprocess börjar utan händelse. Gör den till händelsedelprocess, eller ta bort händelsen.",
        "en": "An embedded subprocess begins without an event. Make it an event subprocess, or remove the event.",
    },
    "bpmn.subprocess-start": {
        "sv": "Delprocessen ska ha precis en start; här är {count}. Rita en, eller ta bort de andra.",
        "en": "The subprocess shall have exactly one start; here are {count}. Draw one, or remove the others.",
    },
    "bpmn.several-none-starts": {
        "sv": "Processen har flera starter utan händelse, så det är oklart var ett ärende börjar. Behåll en.",
        "en": "The process has several none starts, so it is unclear where a case begins. Keep one.",
    },
    "bpmn.boundary-host": {
        "sv": "En kanthändelse sitter på ett steg, inte på {host}. Flytta den.",
        "en": "A boundary event sits on an activity, not on {host}. Move it.",
    },
    "bpmn.script-is-text": {
        "sv": "”{text}” säger inte vilket språk det är och gör inget. Skriv ett uttryck, eller låt en robot göra det.",
        "en": "“{text}” does not say which language it is and does nothing. Write an expression, or let a robot do it.",
    },
    "bpmn.boundary-elsewhere": {
        "sv": "Kanthändelsen sitter på {host}, som ligger i en annan delprocess. Lägg dem i samma.",
        "en": "The boundary event sits on {host}, which is in another subprocess. Put them into the same one.",
    },
    "bpmn.throw-without-code": {
        "sv": "Här sägs inte vilken kod som kastas ({kind}), så ingen kan fånga just den. Ange en kod.",
        "en": "This does not say which code is thrown ({kind}), so nobody can catch just that. Give a code.",
    },
    "bpmn.heard-twice": {
        "sv": "{kind} ”{name}” väntas redan på av {other} på samma ställe. Behåll en av dem, eller ge dem olika namn.",
        "en": "{other} already waits for the {kind} “{name}” in the same place. Keep one, or name them differently.",
    },
    "bpmn.event-subprocess-flow": {
        "sv": "En händelsedelprocess börjar av sin händelse. Ta bort pilarna till och från den.",
        "en": "An event subprocess begins by its event. Remove the flows to and from it.",
    },
    "bpmn.event-gateway-shares": {
        "sv": "Det som väntar bakom en händelsegateway får bara nås därifrån. Dra de andra pilarna någon annanstans.",
        "en": "What waits behind an event-based gateway is come to from there alone. Draw the other flows elsewhere.",
    },
    "bpmn.output-without-element": {
        "sv": "Upprepningen samlar svar, men säger inte vad varje varv ger. Ange det (outputElement).",
        "en": "The loop collects answers, but does not say what each round gives. Give that (outputElement).",
    },
    "bpmn.mapping-without-target": {
        "sv": "En uppgift läggs ingenstans: namnet på variabeln saknas. Ange det, eller ta bort raden.",
        "en": "A value goes nowhere: the name of its variable is missing. Give it, or remove the line.",
    },
    "bpmn.boundary-without-event": {
        "sv": "Kanthändelsen säger inte vad den väntar på. Välj till exempel en tid, ett meddelande eller ett fel.",
        "en": "The boundary event does not say what it waits for. Choose a time, a message or an error, for example.",
    },
    "bpmn.cancel-outside-transaction": {
        "sv": "Avbrottshändelsen hör hemma på eller i en transaktion. Gör delprocessen till transaktion.",
        "en": "The cancel event belongs on or in a transaction. Make the subprocess a transaction.",
    },
    "bpmn.must-interrupt": {
        "sv": "En kanthändelse för {kind_word} avbryter alltid. Rita den heldragen.",
        "en": "A boundary event for {kind_word} always interrupts. Draw it with solid lines.",
    },
    "bpmn.boundary-leads-nowhere": {
        "sv": "Kanthändelsen leder ingenstans. Dra en väg från den.",
        "en": "The boundary event leads nowhere. Draw a flow from it.",
    },
    "bpmn.link-without-target": {
        "sv": "Länken ”{link}” har inget mål här. Rita en fångande länk med samma namn.",
        "en": "The link “{link}” has no target here. Draw a catching link of the same name.",
    },
    "bpmn.link-without-source": {
        "sv": "Ingen går till länken ”{link}”. Rita en kastande länk med samma namn, eller ta bort den här.",
        "en": "Nobody goes to the link “{link}”. Draw a throwing link of the same name, or remove this one.",
    },
    "bpmn.link-twice": {
        "sv": "Länken ”{link}” har två mål. Behåll ett.",
        "en": "The link “{link}” has two targets. Keep one.",
    },
    "bpmn.unreachable": {
        "sv": "Inget ärende kan komma hit. Dra en väg hit, eller ta bort symbolen.",
        "en": "No case can come here. Draw a flow to it, or remove it.",
    },
    "bpmn.no-end": {
        "sv": "Vägen slutar här utan sluthändelse. Rita en, så att det syns att det är meningen.",
        "en": "The path ends here without an end event. Draw one, so that it shows it is meant.",
    },
    "bpmn.no-decision": {
        "sv": "Steget säger inte vilken beslutsregel som ska svara. Ange den.",
        "en": "The step does not say which decision shall answer. Name it.",
    },
    "bpmn.decision-without-result": {
        "sv": "Beslutsregelns svar sparas inte. Ange en variabel för resultatet om det ska användas.",
        "en": "The decision's answer is not kept. Give a result variable if it shall be used.",
    },
    "bpmn.no-script": {
        "sv": "Steget har inget uttryck att räkna ut. Skriv det.",
        "en": "The step has no expression to evaluate. Write it.",
    },
    "bpmn.script-language": {
        "sv": "Skript på {language} körs inte. Skriv ett FEEL-uttryck, eller gör steget till ett jobb för en robot.",
        "en": "Scripts in {language} are not run. Write a FEEL expression, or make the step a job for a robot.",
    },
    "bpmn.no-called-process": {
        "sv": "Steget säger inte vilken process det anropar. Ange den.",
        "en": "The step does not say which process it calls. Name it.",
    },
    "bpmn.receive-without-message": {
        "sv": "Steget väntar utan att säga på vilket meddelande. Det går bara vidare om någon skickar stegets id. "
        "Välj ett meddelande.",
        "en": "The step waits without naming a message. It goes on only when somebody sends the step's id. Choose a "
        "message.",
    },
    "bpmn.loop-without-count": {
        "sv": "Upprepningen säger varken hur många gånger eller vilken lista. Ange en av dem.",
        "en": "The loop says neither how many times nor which list. Give one of them.",
    },
    "bpmn.complex-without-condition": {
        "sv": "Den komplexa grinden har inget villkor och släpper fram det första som kommer. Ange hur många som ska "
        "vara inne.",
        "en": "The complex gateway has no condition and lets the first token through. Say how many shall be in.",
    },
    "bpmn.not-a-number": {
        "sv": "”{value}” är inget heltal. Skriv till exempel 3, eller ett uttryck.",
        "en": "“{value}” is no whole number. Write for example 3, or an expression.",
    },
    "bpmn.condition-is-text": {
        "sv": "Villkoret ”{text}” är en text, och en text blir aldrig sann. Gör det till ett uttryck, som =ok eller "
        "${{ok}}.",
        "en": "The condition “{text}” is a text, and a text is never true. Make it an expression, as =ok or ${{ok}}.",
    },
    "bpmn.timer-value": {
        "sv": "”{value}” går inte att läsa som en tid av det här slaget. Skriv till exempel 2020-10-21T09:00, "
        "P3D eller R3/PT1H.",
        "en": "“{value}” cannot be read as a time of this kind. Write for example 2020-10-21T09:00, P3D or R3/PT1H.",
    },
    "bpmn.cycle-once": {
        "sv": "En upprepning här går bara en gång, vid sitt första tillfälle. Ange en tid eller varaktighet i stället.",
        "en": "A cycle here fires only once, at its first time. Give a date or duration instead.",
    },
    "bpmn.symbol-not-run": {
        "sv": "Symbolen ”{what}” har ingen verkan här. Den står kvar i bilden; ta bort den om den lurar någon.",
        "en": "The symbol “{what}” has no effect here. It stays in the picture; remove it if it misleads anyone.",
    },
    "bpmn.extension-not-run": {
        "sv": "Tillägget ”{what}” har ingen verkan här. Det står kvar i filen; ta bort det om det lurar någon.",
        "en": "The extension “{what}” has no effect here. It stays in the file; remove it if it misleads anyone.",
    },
    "bpmn.deadlock": {
        "sv": "Här kan ett ärende bli stående för alltid: {path}. Samla det som delas, med samma slags grind.",
        "en": "A case can stand still for ever here: {path}. Let what is split be joined, by the same kind of gateway.",
    },
    "bpmn.token-twice": {
        "sv": "Hit kan ärendet komma två gånger på samma väg: {path}. Samla grenarna först om det inte är meningen.",
        "en": "The case can come here twice on the same way: {path}. Join the branches first unless it is meant so.",
    },
    "bpmn.assumed-default": {
        "sv": "Vägen från {gateway} har inget villkor och tas som standardväg. Gör den till standardväg i bilden.",
        "en": "The flow from {gateway} has no condition and is taken as the default. Make it so in the picture.",
    },
    "bpmn.single-condition": {
        "sv": "{gateway} har bara en väg ut, och den har ett villkor: annars stannar ärendet. Rita en väg till.",
        "en": "{gateway} has one flow out only, and it has a condition: else the case stops. Draw another flow.",
    },
    "bpmn.caught-twice": {
        "sv": "Samma {kind_word} ({code}) fångas redan av {other} här. Behåll en av dem.",
        "en": "The same {kind_word} ({code}) is already caught by {other} here. Keep one of them.",
    },
    "bpmn.compensation-without-handler": {
        "sv": "Kompensationshändelsen leder inte till något som ångrar. Dra en association till ett kompensationssteg.",
        "en": "The compensation event leads to nothing that undoes. Draw an association to a compensation activity.",
    },
    "bpmn.handler-goes-on": {
        "sv": "Ett kompensationssteg har ingen väg vidare: ärendet fortsätter där ångrandet kastades. Ta bort vägen.",
        "en": "A compensation activity has no way on: the case continues where the compensation was thrown. Remove "
        "the flow.",
    },
    "bpmn.message-without-key": {
        "sv": "Ärendet väntar på meddelandet ”{message}” utan nyckel och tar emot ett som gäller ett annat ärende. "
        "Ange en nyckel, till exempel ärendets nummer.",
        "en": "The case waits for the message “{message}” without a key, and takes one meant for another case. Give a "
        "key, for example the case's number.",
    },
    "bpmn.same-name-twice": {
        "sv": "Namnet ”{name}” ({kind_word}) finns också på {other}. Använd samma, eller ge dem olika namn.",
        "en": "The name “{name}” ({kind_word}) is also that of {other}. Use the same one, or name them differently.",
    },
    "bpmn.java-is-robot": {
        "sv": "Javakoden {name} körs inte här. En robot som gör jobb av typen {name} behöver göra dess arbete.",
        "en": "The Java code {name} is not run here. A robot that does jobs of the type {name} must do its work.",
    },
    "bpmn.flow-listener-not-run": {
        "sv": "Lyssnaren på pilen kan inte vara ett jobb och körs inte. Flytta den till steget före eller efter.",
        "en": "The listener on the flow cannot be a job and is not run. Move it to the step before or after.",
    },
    "bpmn.attribute-not-run": {
        "sv": "Egenskapen ”{what}” har ingen verkan här. Den står kvar i filen; ta bort den om den lurar någon.",
        "en": "The attribute “{what}” has no effect here. It stays in the file; remove it if it misleads anyone.",
    },
    "bpmn.needed-but-not-run": {
        "sv": "”{what}” kan inte köras här, och utan det gör processen något annat än den är ritad för. Ta bort det, "
        "eller rita om steget, till exempel som ett jobb för en robot.",
        "en": "“{what}” cannot be run here, and without it the process does something else than it is drawn to do. "
        "Remove it, or draw the step anew, for example as a job for a robot.",
    },
}

WORDS: dict[str, dict[str, str]] = {
    "message": {"sv": "meddelande", "en": "message"}, "signal": {"sv": "signal", "en": "signal"},
    "error": {"sv": "fel", "en": "error"}, "escalation": {"sv": "eskalering", "en": "escalation"},
    "cancel": {"sv": "avbrott", "en": "cancelling"},
}  # fmt: skip

# What the part of an element is called in Swedish; in English it is its own name.
PARTS: dict[str, str] = {
    "activation condition": "villkor för att gå vidare", "active elements": "steg att börja med",
    "assignee": "handläggare", "attachedToRef": "steget som den sitter på", "business key": "ärendets nyckel",
    "called process": "anropad process", "candidate groups": "möjliga grupper", "candidate users": "möjliga personer",
    "cardinality": "antal varv", "code": "kod", "collection": "lista", "compensation": "ångrande",
    "completion condition": "villkor för att sluta", "condition": "villkor", "conditional": "villkor",
    "correlation key": "meddelandets nyckel", "decision": "beslutsregel", "due": "klar senast", "error": "fel",
    "escalation": "eskalering", "expression": "uttryck", "follow up": "bevakas från", "form": "formulär",
    "in": "till den anropade", "input": "indata", "job type": "jobbets typ", "link": "länk", "listener": "lyssnare",
    "loop condition": "villkor för ett varv till", "maximum": "högsta antal varv", "message": "meddelande",
    "message name": "meddelandets namn", "name": "namn", "out": "från den anropade", "output": "utdata",
    "output element": "svar per varv", "priority": "prioritet", "process": "anropad process", "retries": "antal försök",
    "retry cycle": "antal försök",
    "script": "skript", "signal": "signal", "signal name": "signalens namn", "timer": "klocka", "type": "jobbets typ",
}  # fmt: skip
