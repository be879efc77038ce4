"""The `camunda:` dialect (Camunda 7, Operaton): what its attributes and extension elements say, as neutral fields."""

from __future__ import annotations

from typing import Any

from lxml import etree

from gorel.core.bpmn.model import Assignment, Call, EventDefinition, Expression, Job, Listener, Loop, Rule, Script, User
from gorel.core.bpmn.names import BPMN, CAMUNDA_ALIASES, child, is_true, local, local_ref, namespace, text
from gorel.core.bpmn.retrying import parse_retries
from gorel.core.bpmn.vocabulary import CAMUNDA_ELEMENTS

TIMERS = {"timeDate": "date", "timeDuration": "duration", "timeCycle": "cycle"}


def expression(value: str | None) -> Expression | None:
    """Return text with `${…}` or `#{…}` in it as JUEL, `=…` as FEEL, other text as itself, None for no text."""
    if value is None or value == "":
        return None
    if value.startswith("="):
        return Expression(value[1:].strip(), "feel")
    if "${" in value or "#{" in value:
        return Expression(value, "juel")
    return Expression(value)


def get(element: etree._Element, name: str) -> str | None:
    """Return the attribute `camunda:name`, whatever alias its namespace has."""
    for space in CAMUNDA_ALIASES:
        value = element.get(f"{{{space}}}{name}")
        if value is not None:
            return str(value)
    return None


def find_all(extensions: etree._Element | None, name: str) -> list[etree._Element]:
    """Return the elements of this name, where they have an effect."""
    if extensions is None:
        return []
    parent = extensions.getparent() if local(extensions) == "extensionElements" else extensions
    if name not in CAMUNDA_ELEMENTS or parent is None or local(parent) not in CAMUNDA_ELEMENTS[name][0]:
        return []
    return [e for e in extensions if local(e) == name and namespace(e) in CAMUNDA_ALIASES]


def find(extensions: etree._Element | None, name: str) -> etree._Element | None:
    return next(iter(find_all(extensions, name)), None)


def read_node(node: etree._Element) -> dict[str, Any]:
    """Return the fields of `model.Node` that *node*'s camunda attributes and extension elements say."""
    extensions = child(node, "extensionElements")
    kind = local(node)
    fields: dict[str, Any] = {"merges": True}
    job = read_job(node)
    if job is not None:
        fields["job"] = job
    if get(node, "expression") is not None:
        fields["expression"] = expression(get(node, "expression"))
    result = get(node, "resultVariable") or get(node, "resultVariableName")
    if result is not None:
        fields["result"] = result
    mapping = find(extensions, "inputOutput")
    if mapping is not None:
        fields["inputs"] = _parameters(mapping, "inputParameter")
        fields["outputs"] = _parameters(mapping, "outputParameter")
    if kind == "userTask":
        fields["user"] = User(
            assignee=expression(get(node, "assignee")),
            candidate_groups=expression(get(node, "candidateGroups")),
            candidate_users=expression(get(node, "candidateUsers")),
            due=expression(get(node, "dueDate")),
            follow_up=expression(get(node, "followUpDate")),
            priority=expression(get(node, "priority")),
            form=expression(get(node, "formKey") or get(node, "formRef")),
            title=_title(node.get("name")),
        )
        if "assignee" not in {k for k, v in fields.items() if v} and fields["user"].assignee is None:
            fields["user"] = _standard_assignment(node, fields["user"])
    if kind == "startEvent" and (get(node, "formKey") or get(node, "formRef")):
        fields["user"] = User(form=expression(get(node, "formKey") or get(node, "formRef")), native=False)
    if get(node, "decisionRef"):
        fields["rule"] = Rule(
            decision=expression(get(node, "decisionRef")) or Expression(""),
            result=get(node, "resultVariable") or "",
            mapping=get(node, "mapDecisionResult") or "resultList",
            binding=_binding(node, "decisionRef"),
        )
    if kind == "scriptTask":
        fields["script"] = Script(
            expression=_script(text(child(node, "script")), node.get("scriptFormat")),
            result=get(node, "resultVariable") or "",
            format=(node.get("scriptFormat") or "").lower(),
        )
    if kind == "callActivity":
        fields["call"] = _call(node, extensions)
    loop = child(node, "multiInstanceLoopCharacteristics")
    if loop is not None:
        fields["loop"] = _loop(loop)
    if get(node, "initiator"):
        fields["initiator"] = get(node, "initiator")
    fields["async_before"] = is_true(get(node, "asyncBefore") or get(node, "async"), otherwise=False)
    fields["async_after"] = is_true(get(node, "asyncAfter"), otherwise=False)
    properties = find(extensions, "properties")
    if properties is not None:
        fields["properties"] = {p.get("name", ""): p.get("value", "") for p in properties}
    listeners = read_listeners(extensions)
    if listeners:
        fields["listeners"] = listeners
    return fields


def read_job(element: etree._Element) -> Job | None:
    """Return the external task, or the delegate named by class or bean, as a job type."""
    for name in ("topic", "class", "delegateExpression"):
        value = get(element, name)
        if value is None:
            continue
        bean = value[2:-1].strip() if value[:2] in ("${", "#{") and value.endswith("}") else value
        kind = expression(value) if name == "topic" else Expression(bean)
        retries, after, cycle = _retries(child(element, "extensionElements"))
        return Job(
            type=kind or Expression(""),
            retries=retries,
            retry_after=after,
            retry_cycle=cycle,
            priority=expression(get(element, "taskPriority")),
            headers=_fields(child(element, "extensionElements")),
            java="" if name == "topic" else name,
        )
    return None


def _retries(extensions: etree._Element | None) -> tuple[Expression, tuple[str, ...], Expression | None]:
    """Return how often a job is tried, the waits between, and what is written where it does not say so itself."""
    cycle = find(extensions, "failedJobRetryTimeCycle")
    written = "" if cycle is None else text(cycle)
    try:
        times, waits = parse_retries(written)
    except (ValueError, OverflowError):
        return Expression("3"), (), expression(written)
    return Expression(str(times)), waits, None


def read_listeners(extensions: etree._Element | None) -> tuple[Listener, ...]:
    found: list[Listener] = []
    for tag, kind in (("executionListener", "execution"), ("taskListener", "task")):
        for listener in find_all(extensions, tag):
            value = expression(listener.get("expression"))
            script = find(listener, "script")
            if script is not None:
                value = _script(text(script) or script.get("resource", ""), script.get("scriptFormat"))
            java = "class" if listener.get("class") else "delegateExpression"
            bean = (listener.get(java) or "").strip("${}# ")
            timer = child(listener, "timerEventDefinition")
            found.append(
                Listener(
                    event=listener.get("event", "start"),
                    kind=kind,
                    expression=value,
                    job=Job(type=Expression(bean), headers=_fields(listener), java=java)
                    if bean and value is None
                    else None,
                    timer=None if timer is None else read_timer(timer),
                )
            )
    return tuple(found)


def read_timer(element: etree._Element) -> EventDefinition:
    """Return the timer of a task listener."""
    for tag, kind in TIMERS.items():
        value = child(element, tag)
        if value is not None:
            return EventDefinition(kind="timer", timer=kind, value=expression(text(value)))
    return EventDefinition(kind="timer")


def _script(source: str, language: str | None) -> Expression:
    """Return a script in its language; only those of expressions can be run, the others are told."""
    language = (language or "").lower()
    if language == "feel":
        return Expression(source.removeprefix("=").strip(), "feel")
    return Expression(source, "juel" if language in ("", "juel") else language)


def read_faults(node: etree._Element) -> tuple[EventDefinition, ...]:
    """Return the `camunda:errorEventDefinition`s of an external task."""
    return tuple(
        EventDefinition(
            kind="error",
            id=e.get("id", ""),
            ref=local_ref(e.get("errorRef")),
            when=expression(e.get("expression")),
        )
        for e in find_all(child(node, "extensionElements"), "errorEventDefinition")
    )


def _fields(extensions: etree._Element | None) -> dict[str, str]:
    found: dict[str, str] = {}
    for field in find_all(extensions, "field"):
        found[field.get("name", "")] = field.get("stringValue") or text(field)
    return found


def _standard_assignment(node: etree._Element, user: User) -> User:
    """Read BPMN's own humanPerformer and potentialOwner, which Camunda 7 runs too."""
    performer = text(child(node, "humanPerformer"))
    users: list[str] = []
    groups: list[str] = []
    for owner in node.iterfind(f"{{{BPMN}}}potentialOwner"):
        for part in text(owner).split(","):
            name = part.strip()
            if name.startswith("user(") and name.endswith(")"):
                users.append(name[5:-1].strip())
            elif name.startswith("group(") and name.endswith(")"):
                groups.append(name[6:-1].strip())
            elif name:
                groups.append(name)
    return User(
        assignee=expression(performer) or user.assignee,
        candidate_groups=user.candidate_groups or expression(",".join(groups)),
        candidate_users=user.candidate_users or expression(",".join(users)),
        due=user.due,
        follow_up=user.follow_up,
        priority=user.priority,
        form=user.form,
        title=user.title,
    )


def _title(name: str | None) -> Expression | None:
    said = expression(name)
    return said if said is not None and said.language == "juel" else None


def _parameters(mapping: etree._Element, name: str) -> tuple[Assignment, ...]:
    return tuple(Assignment(p.get("name", ""), _source(p)) for p in find_all(mapping, name))


def _source(parameter: etree._Element) -> Any:
    for inner in parameter:
        if local(inner) == "map":
            return {e.get("key", ""): _source(e) for e in inner}
        if local(inner) == "list":
            return tuple(_item(e) for e in inner)
        if local(inner) == "script":
            return _script(text(inner) or inner.get("resource", ""), inner.get("scriptFormat"))
    return expression(text(parameter)) or Expression("")


def _item(element: etree._Element) -> Any:
    if local(element) == "list":
        return tuple(_item(e) for e in element)
    if local(element) == "map":
        return {e.get("key", ""): _source(e) for e in element}
    if local(element) == "script":
        return _script(text(element) or element.get("resource", ""), element.get("scriptFormat"))
    return _source(element)


def _binding(node: etree._Element, prefix: str) -> str:
    kind = get(node, f"{prefix}Binding") or "latest"
    if kind == "version":
        return f"version:{get(node, f'{prefix}Version') or ''}"
    if kind == "versionTag":
        return f"tag:{get(node, f'{prefix}VersionTag') or ''}"
    return kind


def _call(node: etree._Element, extensions: etree._Element | None) -> Call:
    ins: list[Assignment] = []
    outs: list[Assignment] = []
    all_out = local_in = local_out = False
    business_key = None
    all_in = is_true(get(node, "inheritVariables"), otherwise=False)
    for tag, into in (("in", ins), ("out", outs)):
        for mapping in find_all(extensions, tag):
            is_local = is_true(mapping.get("local"), otherwise=False)
            if mapping.get("businessKey"):
                business_key = expression(mapping.get("businessKey"))
            elif mapping.get("variables") == "all":
                all_in, all_out = all_in or tag == "in", all_out or tag == "out"
                local_in = local_in or (is_local and tag == "in")
            else:
                into.append(_passed(mapping))
            local_out = local_out or (is_local and tag == "out")
    return Call(
        process=expression(node.get("calledElement")) or Expression(""),
        binding=_binding(node, "calledElement"),
        all_in=all_in,
        all_out=all_out,
        local_in=local_in,
        local_out=local_out,
        business_key=business_key,
        ins=tuple(ins),
        outs=tuple(outs),
    )


def _passed(mapping: etree._Element) -> Assignment:
    name = mapping.get("source")
    source = Expression(f"${{{name}}}", "juel") if name else expression(mapping.get("sourceExpression"))
    return Assignment(mapping.get("target", ""), source or Expression(""))


def read_payload(event: etree._Element) -> dict[str, Any]:
    """Return what a signal carries, as fields of the event."""
    mappings = find_all(child(event, "extensionElements"), "in")
    found = tuple(_passed(mapping) for mapping in mappings if mapping.get("target"))
    keys = [expression(mapping.get("businessKey")) for mapping in mappings if mapping.get("businessKey")]
    return {
        "all_in": any(mapping.get("variables") == "all" for mapping in mappings), "ins": found,
        "business_key": keys[-1] if keys else None,
    }  # fmt: skip


def _loop(loop: etree._Element) -> Loop:
    collection = get(loop, "collection")
    standard = text(child(loop, "loopDataInputRef"))
    item = child(loop, "inputDataItem")
    if collection and "{" not in collection:
        collection = f"${{{collection}}}"
    return Loop(
        kind="sequential" if is_true(loop.get("isSequential"), otherwise=False) else "parallel",
        cardinality=expression(text(child(loop, "loopCardinality"))),
        collection=expression(collection or (f"${{{standard}}}" if standard else None)),
        element=get(loop, "elementVariable") or ("" if item is None else item.get("name", "")),
        condition=expression(text(child(loop, "completionCondition"))),
        first=0,
    )
