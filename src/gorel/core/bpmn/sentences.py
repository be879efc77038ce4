"""What this package has to say, per language: {code: {"sv": template, "en": template}}."""

SENTENCES: dict[str, dict[str, str]] = {
    "bpmn.not-bpmn": {
        "sv": "Filen är ingen BPMN-modell: den börjar med {tag}, inte definitions.",
        "en": "The file is no BPMN model: it begins with {tag}, not definitions.",
    },
    "bpmn.unknown-reference": {
        "sv": "”{reference}” finns inte i modellen. Välj något som finns, eller ta bort hänvisningen.",
        "en": "“{reference}” is not in the model. Choose something that is, or remove the reference.",
    },
    "bpmn.job-without-type": {
        "sv": "Steget säger inte vilken förmåga som ska göra det. Ange jobbets typ.",
        "en": "The step does not say which ability shall do it. Give the job's type.",
    },
    "bpmn.timer-without-value": {
        "sv": "Klockan har ingen tid. Ange ett datum, en varaktighet eller en upprepning.",
        "en": "The timer has no time. Give a date, a duration or a cycle.",
    },
    "bpmn.condition-missing": {
        "sv": "Händelsen väntar på ett villkor, men inget är angivet.",
        "en": "The event waits for a condition, but none is given.",
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
        "sv": "Händelsen säger inte vilket meddelande eller vilken signal den gäller ({kind}). Välj eller skapa ett.",
        "en": "The event does not say which message or signal it is about ({kind}). Choose or create one.",
    },
}
