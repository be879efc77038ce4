"""A building permit as a municipality would have drawn it in the older dialect: forty external tasks, and what comes
with them. Made up here; its shape is what such processes have.
"""

from __future__ import annotations

import re
from xml.sax.saxutils import escape, quoteattr

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:camunda="http://camunda.org/schema/1.0/bpmn" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    ' xmlns:modeler="http://camunda.org/schema/modeler/1.0" id="d" targetNamespace="https://kommun.example"'
    ' modeler:executionPlatform="Camunda Platform" modeler:executionPlatformVersion="7.20.0">'
)


def external(identity: str, inner: str = "", more: str = "", **attributes: str) -> str:
    """An external task whose topic is its id; every one counts itself when it ends."""
    count = '<camunda:executionListener event="end" expression="${execution.setVariable(\'gjort\', gjort + 1)}"/>'
    given = "".join(f" camunda:{name}={quoteattr(value)}" for name, value in attributes.items())
    return (
        f'<bpmn:serviceTask id="{identity}" name="{identity}" camunda:type="external" camunda:topic="{identity}"'
        f"{given}>"
        f"<bpmn:extensionElements>{count}{inner}</bpmn:extensionElements>{more}</bpmn:serviceTask>"
    )


def externals(*names: str) -> str:
    return "".join(external(name) for name in names)


def element(kind: str, identity: str, inner: str = "", **attributes: str) -> str:
    given = "".join(f" {name.replace('_', ':')}={quoteattr(value)}" for name, value in attributes.items())
    return f'<bpmn:{kind} id="{identity}"{given}>{inner}</bpmn:{kind}>'


def extended(*inner: str) -> str:
    return f"<bpmn:extensionElements>{''.join(inner)}</bpmn:extensionElements>"


def timer(kind: str, text: str) -> str:
    value = f'<bpmn:{kind} xsi:type="bpmn:tFormalExpression">{text}</bpmn:{kind}>'
    return f"<bpmn:timerEventDefinition>{value}</bpmn:timerEventDefinition>"


def condition(text: str, **attributes: str) -> str:
    given = "".join(f" camunda:{name}={quoteattr(value)}" for name, value in attributes.items())
    return (
        f'<bpmn:conditionalEventDefinition{given}><bpmn:condition xsi:type="bpmn:tFormalExpression">{escape(text)}'
        "</bpmn:condition></bpmn:conditionalEventDefinition>"
    )


def flows(text: str) -> str:
    """Sequence flows, as `from>to` with `[condition]` behind."""
    found = ""
    for source, target, holds in re.findall(r"(\w+)>(\w+)(?:\[([^\]]*)\])?", text):
        inner = (
            f'<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">{escape(holds)}</bpmn:conditionExpression>'
        )
        found += (
            f'<bpmn:sequenceFlow id="{source}_{target}" sourceRef="{source}" targetRef="{target}">'
            f"{inner if holds else ''}</bpmn:sequenceFlow>"
        )
    return found


REMINDING = element(
    "subProcess", "komplettering",
    element("startEvent", "k_start") + externals("begär_komplettering", "påminn_sökanden", "kontrollera_handlingar")
    + element("eventBasedGateway", "k_väntar")
    + element("intermediateCatchEvent", "k_svar", '<bpmn:messageEventDefinition messageRef="komplettering_in"/>')
    + element("intermediateCatchEvent", "k_tid", timer("timeDuration", "P21D"))
    + element("exclusiveGateway", "k_igen", default="k_igen_k_avvisa")
    + element("endEvent", "k_slut")
    + element("endEvent", "k_avvisa", '<bpmn:errorEventDefinition errorRef="ofullständig"/>')
    + flows("k_start>begär_komplettering begär_komplettering>k_väntar k_väntar>k_svar k_väntar>k_tid"
            " k_svar>kontrollera_handlingar kontrollera_handlingar>k_slut k_tid>k_igen"
            " k_igen>påminn_sökanden[${påminnelser lt 2}] påminn_sökanden>k_väntar k_igen>k_avvisa"),
)  # fmt: skip
REFERRALS = element(
    "subProcess", "remiss",
    '<bpmn:multiInstanceLoopCharacteristics camunda:collection="remissinstanser" camunda:elementVariable="instans">'
    '<bpmn:completionCondition xsi:type="bpmn:tFormalExpression">${avbryt_remiss == true}</bpmn:completionCondition>'
    "</bpmn:multiInstanceLoopCharacteristics>"
    + element("startEvent", "r_start")
    + external("skicka_remiss", '<camunda:inputOutput><camunda:inputParameter name="remiss"><camunda:map>'
               '<camunda:entry key="till">${instans}</camunda:entry><camunda:entry key="bilagor"><camunda:list>'
               "<camunda:value>ansökan</camunda:value><camunda:value>${diarienummer}.pdf</camunda:value></camunda:list>"
               "</camunda:entry></camunda:map></camunda:inputParameter></camunda:inputOutput>")
    + externals("läs_remissvar", "bevaka_remiss")
    + element("receiveTask", "remissvar", messageRef="remissvar_in")
    + element("boundaryEvent", "r_bevakning", timer("timeCycle", "0 0/15 8-16 ? * MON-FRI"), attachedToRef="remissvar",
              cancelActivity="false")
    + element("endEvent", "r_bevakad") + element("endEvent", "r_slut")
    + flows("r_start>skicka_remiss skicka_remiss>remissvar remissvar>läs_remissvar läs_remissvar>r_slut"
            " r_bevakning>bevaka_remiss bevaka_remiss>r_bevakad"),
)  # fmt: skip
ASSESSMENT = element(
    "userTask", "bedöm",
    extended(
        '<camunda:formData><camunda:formField id="beslut" label="Beslut" type="enum"/></camunda:formData>',
        '<camunda:taskListener event="create" expression="${task.setAssignee(handläggare)}"/>',
        '<camunda:taskListener event="create" expression="${execution.setVariable(\'bedömning\', task.name)}"/>',
        '<camunda:taskListener event="assignment" expression="${execution.setVariable(\'hos\', task.assignee)}"/>',
        '<camunda:taskListener event="timeout" id="sent" expression="${execution.setVariable(\'försenad\', true)}">'
        "<bpmn:timerEventDefinition><bpmn:timeDuration>P10D</bpmn:timeDuration></bpmn:timerEventDefinition>"
        "</camunda:taskListener>",
        '<camunda:taskListener event="complete" expression="${execution.setVariable(\'bedömd_av\', task.assignee)}"/>',
        '<camunda:taskListener event="delete" expression="${execution.setVariable(\'bedömning\', \'avbruten\')}"/>',
    ),
    name="Bedöm ansökan", camunda_candidateGroups="bygglovshandläggare", camunda_formKey="embedded:app:bedom.html",
    camunda_dueDate="${dateTime().plusWeeks(10).toDate()}", camunda_priority="60",
)  # fmt: skip
FEE = element("businessRuleTask", "avgift", camunda_decisionRef="bygglovsavgift", camunda_resultVariable="avgift_kr",
              camunda_mapDecisionResult="singleEntry")  # fmt: skip
TELLING = (
    element("inclusiveGateway", "hur", default="hur_skicka_brev")
    + element("inclusiveGateway", "sagt")
    + externals("skicka_brev", "skicka_sms", "skicka_epost", "publicera_mina_sidor")
    + flows("hur>skicka_brev hur>skicka_sms[${kanaler.contains('sms')}]"
            " hur>skicka_epost[${kanaler.contains('epost')}] hur>publicera_mina_sidor[${not empty kanaler}]"
            " skicka_brev>sagt skicka_sms>sagt skicka_epost>sagt publicera_mina_sidor>sagt")
)  # fmt: skip
ALARM = element(
    "subProcess", "larm",
    element("startEvent", "l_start", condition("${prioritet == 'hög'}", variableName="prioritet",
            variableEvents="create, update"), isInterrupting="false")
    + externals("larma_chef", "notera_larm") + element("endEvent", "l_slut")
    + flows("l_start>larma_chef larma_chef>notera_larm notera_larm>l_slut"),
    triggeredByEvent="true",
)  # fmt: skip
MAIN = (
    "registrera_ärende", "skapa_akt", "hämta_fastighet", "hämta_ägare", "hämta_detaljplan", "hämta_folkbokföring",
    "kontrollera_firmatecknare", "kontrollera_strandskydd", "bekräfta_mottagande", "beräkna_area", "skapa_karta",
    "granna_hörande", "sammanställ", "skriv_förslag", "kvalitetssäkra", "justera_beslut", "signera_beslut",
    "expediera_beslut", "skapa_faktura", "bevaka_betalning", "kungör_beslut", "bevaka_överklagan", "arkivera",
    "avskriv", "avvisa", "rapportera_statistik", "avsluta_akt",
)  # fmt: skip
LOOK_UP = external(
    "hämta_planuppgift",
    '<camunda:errorEventDefinition id="fel" errorRef="saknas" expression="${plan == null}"/>'
    "<camunda:failedJobRetryTimeCycle>R5/PT10M</camunda:failedJobRetryTimeCycle>"
    '<camunda:inputOutput><camunda:inputParameter name="fråga">${fastighet.trim()}</camunda:inputParameter>'
    '<camunda:outputParameter name="planuppgift">${plan.namn}</camunda:outputParameter></camunda:inputOutput>',
    taskPriority="${prioritet == 'hög' ? 90 : 50}", asyncBefore="true",
)  # fmt: skip
PROCESS = (
    extended('<camunda:executionListener event="start" expression="${execution.setVariable(\'gjort\', 0)}"/>',
             '<camunda:executionListener event="start"'
             ' expression="${execution.setVariable(\'diarienummer\', execution.processBusinessKey)}"/>',
             '<camunda:properties><camunda:property name="ägare" value="Stadsbyggnad"/></camunda:properties>')
    + element("startEvent", "start", camunda_initiator="inlämnare", camunda_asyncAfter="true")
    + "".join(external(name, asyncBefore="true") for name in MAIN[:3]) + externals(*MAIN[3:])
    + LOOK_UP + REMINDING + REFERRALS + ASSESSMENT + FEE + TELLING + ALARM
    + element("boundaryEvent", "plan_saknas", '<bpmn:errorEventDefinition errorRef="saknas"'
              ' camunda:errorCodeVariable="felkod"/>', attachedToRef="hämta_planuppgift")
    + element("boundaryEvent", "ofullständig_ansökan", '<bpmn:errorEventDefinition errorRef="ofullständig"/>',
              attachedToRef="komplettering")
    + element("boundaryEvent", "återkallad", condition("${återkallad == true}", variableName="återkallad"),
              attachedToRef="bedöm")
    + element("boundaryEvent", "ny_uppgift", condition("${not empty ny_uppgift}"), attachedToRef="bedöm",
              cancelActivity="false")
    + element("endEvent", "noterat")
    + element("subProcess", "tom_handläggning", name="Handläggning (fylls i senare)")
    + "".join(element("parallelGateway", name) for name in ("dela", "samla"))
    + element("exclusiveGateway", "komplett", default="komplett_komplettering")
    + element("exclusiveGateway", "utfall", default="utfall_skriv_förslag")
    + element("exclusiveGateway", "åter") + element("exclusiveGateway", "ihop")
    + element("scriptTask", "räkna", "<bpmn:script>${area * 2}</bpmn:script>", scriptFormat="juel",
              camunda_resultVariable="poäng")
    + element("intermediateCatchEvent", "vänta_laga_kraft", timer("timeDate", "${laga_kraft}"))
    + element("endEvent", "slut") + element("endEvent", "avbrutet", "<bpmn:terminateEventDefinition/>")
    + flows("start>registrera_ärende registrera_ärende>skapa_akt skapa_akt>hämta_fastighet"
            " hämta_fastighet>hämta_planuppgift plan_saknas>ihop hämta_planuppgift>ihop ihop>komplett"
            " komplett>dela[${komplett && !empty handlingar}] komplett>komplettering komplettering>ihop"
            " ofullständig_ansökan>avvisa avvisa>avbrutet"
            " dela>hämta_ägare hämta_ägare>hämta_folkbokföring hämta_folkbokföring>kontrollera_firmatecknare"
            " kontrollera_firmatecknare>samla dela>hämta_detaljplan hämta_detaljplan>kontrollera_strandskydd"
            " kontrollera_strandskydd>beräkna_area beräkna_area>räkna räkna>samla"
            " dela>remiss remiss>samla dela>bekräfta_mottagande bekräfta_mottagande>skapa_karta skapa_karta>samla"
            " samla>granna_hörande granna_hörande>sammanställ sammanställ>tom_handläggning tom_handläggning>bedöm"
            " ny_uppgift>noterat återkallad>avskriv avskriv>åter bedöm>utfall"
            " utfall>avskriv[${beslut eq 'avskriv'}] utfall>skriv_förslag skriv_förslag>kvalitetssäkra"
            " kvalitetssäkra>justera_beslut justera_beslut>signera_beslut signera_beslut>avgift avgift>skapa_faktura"
            " skapa_faktura>expediera_beslut expediera_beslut>hur sagt>kungör_beslut kungör_beslut>vänta_laga_kraft"
            " vänta_laga_kraft>bevaka_överklagan bevaka_överklagan>bevaka_betalning bevaka_betalning>åter"
            " åter>rapportera_statistik rapportera_statistik>arkivera arkivera>avsluta_akt avsluta_akt>slut")
)  # fmt: skip
DECLARED = (
    '<bpmn:message id="komplettering_in" name="komplettering"/><bpmn:message id="remissvar_in" name="remissvar"/>'
    '<bpmn:error id="saknas" name="Plan saknas" errorCode="PLAN_SAKNAS"/>'
    '<bpmn:error id="ofullständig" name="Ofullständig" errorCode="OFULLSTÄNDIG"/>'
)


def building_permit() -> bytes:
    """Return the file."""
    process = (
        '<bpmn:process id="bygglov" name="Bygglov" isExecutable="true" camunda:historyTimeToLive="P10Y"'
        f' camunda:versionTag="2.1" camunda:candidateStarterGroups="kundtjänst, bygg">{PROCESS}</bpmn:process>'
    )
    return f"{HEAD}{process}{DECLARED}</bpmn:definitions>".encode()
