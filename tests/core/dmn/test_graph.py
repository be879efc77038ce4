"""Who sees whom: requirements, knowledge, services, imports; and the versions of the standard."""

from __future__ import annotations

from decimal import Decimal

import pytest

from core.dmn.models import decision, definitions, inputs_of, literal, table
from gorel.core import dmn
from gorel.core.dmn.read import VERSIONS
from gorel.core.problems import ModelError


def model(content: str, *others: bytes, **options: str) -> dmn.Model:
    return dmn.read([definitions(content, **options), *others])


def bkm(name: str, parameters: str, logic: str, *, needs: str = "", type_ref: str = "") -> str:
    formal = "".join(
        f'<formalParameter name="{part.split(":")[0].strip()}" typeRef="{([*part.split(":"), "Any"])[1].strip()}"/>'
        for part in parameters.split(",")
        if part
    )
    required = f'<knowledgeRequirement><requiredKnowledge href="#{needs}"/></knowledgeRequirement>' if needs else ""
    return (
        f'<businessKnowledgeModel id="b_{name}" name="{name}"><variable name="{name}" typeRef="{type_ref or "Any"}"/>'
        f"{required}<encapsulatedLogic>{formal}{logic}</encapsulatedLogic></businessKnowledgeModel>"
    )


@pytest.mark.parametrize(("namespace", "version"), VERSIONS.items())
def test_every_version_of_the_standard_is_read(namespace, version):
    content = inputs_of({"a": "number"}) + decision("Svar", literal("a + 1"), requires=["i_0"])
    found = model(content, namespace=namespace)
    assert (found.definitions.version, found.evaluate("Svar", {"a": 1}), found.check()) == (version, 2, [])


def test_types_of_the_first_version_carry_a_prefix():
    content = inputs_of({"a": "feel:number"}) + decision("Svar", literal("a"), requires=["i_0"])
    found = model(
        content,
        namespace="http://www.omg.org/spec/DMN/20151101/dmn.xsd",
        attributes='xmlns:feel="http://www.omg.org/spec/FEEL/20140401"',
    )
    assert [found.evaluate("Svar", {"a": given}) for given in (1, "x")] == [1, None]


def test_a_decision_sees_only_what_it_requires():
    content = inputs_of({"a": "number", "b": "number"}) + decision("Svar", literal("[a, b]"), requires=["i_0"])
    assert model(content).evaluate("Svar", {"a": 1, "b": 2}) == [1, None]


def test_a_decision_drawn_without_requirements_sees_what_is_given():
    found = model(decision("Svar", table({"facts.ok": "boolean"}, [["true", '"ja"'], ["false", '"nej"']])))
    assert [found.evaluate("Svar", {"facts": {"ok": ok}}) for ok in (True, False)] == ["ja", "nej"]


def test_a_decision_is_made_once_however_many_need_it():
    content = (
        decision("a", literal("1"))
        + decision("b", literal("a + 1"), requires=["d_a"])
        + decision("c", literal("a + b"), requires=["d_a", "d_b"])
    )
    steps = model(content).decide("c", {}).explanation["steps"]
    assert [(step["decision"]["id"], step["value"]) for step in steps] == [("d_a", 1), ("d_b", 2), ("d_c", 3)]


def test_a_ring_of_decisions_is_found_and_evaluates_to_null():
    content = decision("a", literal("b"), requires=["d_b"]) + decision("b", literal("a"), requires=["d_a"])
    found = model(content)
    assert [(p.code, p.values["ring"]) for p in found.check()] == [("dmn.cycle", "a → b → a")]
    assert found.evaluate("a", {}) is None


def test_a_long_chain_of_decisions_ends_in_a_problem_not_in_a_crash():
    links = "".join(decision(f"k{n}", literal(f"k{n + 1}"), requires=[f"d_k{n + 1}"]) for n in range(300))
    found = model(links + decision("k300", literal("1")))
    decided = found.decide("k0", {})
    assert (decided.value, decided.problems[0].code) == (None, "dmn.too-deep")


def test_knowledge_may_call_itself():
    content = bkm("fak", "n: number", literal("if n <= 1 then 1 else n * fak(n - 1)"), needs="b_fak")
    found = model(content + decision("Svar", literal("fak(20)"), requires=["b_fak"]))
    assert found.evaluate("Svar", {}) == Decimal("2432902008176640000")
    assert found.check() == []


def test_knowledge_is_called_by_a_boxed_invocation_and_skipped_when_an_argument_does_not_fit():
    def call(text: str) -> str:
        return f"<invocation>{literal('dubbla')}<binding><parameter name='n'/>{literal(text)}</binding></invocation>"

    content = bkm("dubbla", "n: number", literal("if n = null then -1 else n * 2"))
    content += decision("rätt", call("21"), requires=["b_dubbla"])
    content += decision("fel", call('"x"'), requires=["b_dubbla"])
    found = model(content)
    assert (found.evaluate("rätt", {}), found.evaluate("fel", {})) == (42, None)
    assert found.evaluate("dubbla", {"n": 4}, "bkm") == 8


def test_what_knowledge_returns_is_made_one_of_its_type():
    content = bkm("text", "n", literal("n"), type_ref="string")
    found = model(content + decision("Svar", literal('[text(1), text("a"), text(["b"])]'), requires=["b_text"]))
    assert found.evaluate("Svar", {}) == [None, "a", "b"]


def test_knowledge_does_not_see_the_caller():
    content = bkm("f", "", literal("a")) + inputs_of({"a": "number"})
    found = model(content + decision("Svar", literal("f()"), requires=["i_0", "b_f"]))
    assert found.evaluate("Svar", {"a": 1}) is None


SERVICE = (
    inputs_of({"a": "number"})
    + decision("b", literal("a * 10"), requires=["i_0"], type_ref="number")
    + decision("c", literal("a + b"), requires=["i_0", "d_b"])
    + decision("d", literal("c + 1"), requires=["d_c"])
    + '<decisionService id="s_t" name="tjänst"><variable name="tjänst"/><outputDecision href="#d_d"/>'
    '<encapsulatedDecision href="#d_c"/><inputDecision href="#d_b"/><inputData href="#i_0"/></decisionService>'
    + '<decisionService id="s_u" name="två"><variable name="två"/><outputDecision href="#d_c"/>'
    '<outputDecision href="#d_d"/><inputData href="#i_0"/></decisionService>'
    + decision("utanför", literal("[tjänst(1, 2), tjänst(b: 5, a: 1), tjänst(1), d]"), requires=["s_t", "d_d"])
)


def test_a_service_takes_its_input_data_before_its_input_decisions():
    found = model(SERVICE)
    assert found.evaluate("tjänst", {"a": 1, "b": 2}, "decisionService") == 4
    assert found.evaluate("utanför", {"a": 1}) == [4, 7, None, 12]


def test_a_service_with_several_outputs_answers_a_context():
    assert model(SERVICE).evaluate("två", {"a": 1}, "decisionService") == {"c": 11, "d": 12}


def imported(content: str, name: str) -> bytes:
    return definitions(content, name=name)


def import_of(name: str, as_: str) -> str:
    return f'<import name="{as_}" namespace="urn:{name}" importType="https://www.omg.org/spec/DMN/20230324/MODEL/"/>'


GREET = imported(
    inputs_of({"namn": "tNamn"})
    + '<itemDefinition name="tNamn"><typeRef>string</typeRef></itemDefinition>'
    + decision("hälsning", literal('"Hej, " + namn'), requires=["i_0"])
    + bkm("säg", "n: tNamn", literal('"Hej " + n')),
    "c",
)
BETWEEN = imported(
    import_of("c", "model c") + decision("mellan", literal('"B: " + model c.hälsning'), requires=["d_x"]).replace(
        "#d_x", "urn:c#d_hälsning"
    ),
    "b",
)  # fmt: skip
NESTED = (
    import_of("b", "Modell B")
    + import_of("c", "")
    + decision("slut", literal('Modell B.mellan + "; " + säg("du")'), requires=["d_x", "b_x"])
    .replace("#d_x", "urn:b#d_mellan")
    .replace("#b_x", "urn:c#b_säg")
)


@pytest.mark.parametrize(
    "given", [{"{urn:c}namn": "Bo"}, {"Modell B": {"model c": {"namn": "Bo"}}}, {"namn": "Bo"}], ids=str
)
def test_inputs_of_files_imported_by_imported_files_are_found(given):
    found = model(NESTED, BETWEEN, GREET, name="a")
    assert found.evaluate("slut", given) == "B: Hej, Bo; Hej du"
    assert found.check() == []


def test_an_import_that_is_not_there_is_a_finding():
    found = model(NESTED, name="a")
    assert {problem.code for problem in found.check()} == {"dmn.import-missing", "dmn.unknown-reference"}


def test_allowed_values_hold_for_inputs_and_name_the_value():
    types = '<itemDefinition name="tFärg"><typeRef>string</typeRef><allowedValues><text>"röd","blå"</text>'
    content = types + "</allowedValues></itemDefinition>" + inputs_of({"färg": "tFärg"})
    found = model(content + decision("Svar", literal("färg"), requires=["i_0"]))
    decided = found.decide("Svar", {"färg": "grön"})
    assert (decided.value, decided.problems[0].code) == (None, "dmn.input-not-allowed")
    assert found.decide("Svar", {"färg": "blå"}).problems == ()


def test_constraints_of_a_collection_hold_for_each_item_and_for_the_whole():
    types = (
        '<itemDefinition name="tTal" isCollection="true"><typeRef>number</typeRef>'
        "<allowedValues><text>[0..10]</text></allowedValues>"
        "<typeConstraint><text>count(?) &lt;= 2</text></typeConstraint></itemDefinition>"
    )
    content = types + inputs_of({"tal": "tTal"}) + decision("Svar", literal("sum(tal)"), requires=["i_0"])
    found = model(content)
    assert [found.evaluate("Svar", {"tal": given}) for given in ([1, 2], [1, 11], [1, 2, 3], 4)] == [3, None, None, 4]


def test_json_texts_become_dates_where_the_model_asks_for_them():
    content = inputs_of({"dag": "date"}) + decision("Svar", literal('dag + duration("P1D")'), requires=["i_0"])
    found = model(content)
    assert found.decide("Svar", {"dag": "2026-10-16"}).value == "2026-10-17"
    assert found.decide("Svar", {"dag": "igår"}).problems[0].code == "dmn.input-type"


def test_a_missing_input_is_a_problem_and_null_is_none():
    content = inputs_of({"a": "number"}) + decision("Svar", literal("a = null"), requires=["i_0"])
    assert model(content).decide("Svar", {"a": None}).problems == ()
    assert [p.code for p in model(content).decide("Svar", {}).problems] == ["dmn.input-missing"]


def test_what_is_no_model_is_refused_and_everything_else_is_told_at_once():
    with pytest.raises(ModelError, match=r"dmn\.not-dmn"):
        dmn.read(b"<html/>")
    content = (
        decision("a", literal("1 +"), requires=["d_borta"])
        + decision("b", '<decisionTable hitPolicy="LAST"><output/></decisionTable>')
        + inputs_of({"c": "tSaknas"})
        + decision("b", literal("1"), id="annan")
    )
    found = model(content).check()
    assert {problem.code for problem in found if not problem.code.startswith("feel.")} == {
        "dmn.unknown-reference", "dmn.hit-policy", "dmn.unknown-type", "dmn.duplicate-name",
    }  # fmt: skip
    syntax = next(problem for problem in found if problem.code.startswith("feel."))
    assert (syntax.where.element, syntax.where.line, syntax.where.position) == ("d_a", 1, 3)


def test_a_model_with_faults_still_answers_where_it_can():
    content = decision("a", literal("1 +")) + decision("b", literal("2"))
    found = model(content)
    assert (found.evaluate("a", {}), found.evaluate("b", {})) == (None, 2)
    assert [problem.code for problem in found.decide("a", {}).problems] == ["dmn.not-compiled"]


def test_an_unknown_name_is_a_key_error():
    with pytest.raises(KeyError):
        model(decision("a", literal("1"))).evaluate("b", {})


def test_texts_that_say_they_are_juel_are_read_as_juel():
    """As Camunda 7's modeler writes them: the file's language, cells over `cellInput`, FEEL where a cell says so."""
    rows = [["cellInput > 100 && land == 'SE'", '"stor"'], ["${cellInput <= 100}", '"liten"'], ["-", "${belopp + 1}"]]
    logic = table({"belopp": "number"}, rows, policy="FIRST")
    found = model(decision("Svar", logic), attributes='expressionLanguage="juel"')
    given = [{"belopp": 101, "land": "SE"}, {"belopp": 100, "land": "SE"}, {"belopp": 101, "land": "NO"}]
    assert [found.evaluate("Svar", inputs) for inputs in given] == ["stor", "liten", 102]
    assert found.check() == []
    other = model(decision("Svar", literal("1")), attributes='expressionLanguage="groovy"')
    assert [problem.code for problem in other.check()] == ["dmn.language"]


def test_camundas_functions_are_there_in_camundas_files_alone():
    content = decision("Svar", literal('get or else(null, "ja")'))
    camunda = 'xmlns:modeler="http://camunda.org/schema/modeler/1.0"'
    assert model(content, attributes=camunda).evaluate("Svar", {}) == "ja"
    assert model(content).evaluate("Svar", {}) is None


def test_camundas_files_see_every_variable_and_answers_by_output_name():
    first = decision(
        "Säsong", table({"grader": "number"}, [["> 15", '"sommar"'], ["<= 15", '"vinter"']], outputs=["arstid"])
    )
    second = decision("Rätt", literal('if arstid = "sommar" and barn then "glass" else "soppa"'), requires=["d_Säsong"])
    found = model(first + second, attributes='xmlns:camunda="http://camunda.org/schema/1.0/dmn"')
    assert found.evaluate("Rätt", {"grader": 20, "barn": True}) == "glass"
    assert found.check() == []


def test_a_name_that_nothing_has_is_found_where_it_stands():
    content = inputs_of({"ålder": "number"}) + decision(
        "Svar",
        literal("for x in [1, 2] return x + alder + {a: x, b: a}.b + count([ålder][item > y])"),
        requires=["i_0"],
    )
    found = model(content).check()
    assert [(p.code, p.values["name"], p.where.element, p.where.position) for p in found] == [
        ("dmn.unknown-name", "alder", "d_Svar", 27)
    ]


def test_a_text_without_quotation_marks_in_a_cell_is_found():
    logic = table({"färg": "string"}, [["röd", '"stopp"'], ['"grön"', "kör"], ["-", '"vänta"']], policy="FIRST")
    found = model(inputs_of({"färg": "string"}) + decision("Svar", logic, requires=["i_0"])).check()
    assert [(p.code, p.values["name"], p.where.part) for p in found if p.code == "dmn.unknown-name"] == [
        ("dmn.unknown-name", "röd", "färg #1"),
        ("dmn.unknown-name", "kör", "#2"),
    ]


def test_work_without_end_is_null_and_a_problem():
    """Boxed loops and knowledge that calls itself count against FEEL's limits too."""
    loop = "<for iteratorVariable='i'><in>{}</in><return>{}</return></for>"
    endless = bkm("f", "n", literal("f(n + 1)"), needs="b_f")
    content = decision("stor", loop.format(literal("1..10000000"), literal("i")))
    content += decision("djup", literal("f(1)"), requires=["b_f"]) + endless
    content += decision("produkt", loop.format(literal("1..900000"), loop.format(literal("1..900000"), literal("1"))))
    found = model(content)
    problems = {name: found.decide(name, {}) for name in ("stor", "djup", "produkt")}
    assert {name: decided.value for name, decided in problems.items()} == dict.fromkeys(problems)
    assert all(decided.problems for decided in problems.values())


def test_an_input_may_be_given_by_its_full_name():
    content = inputs_of({"a": "number"}) + decision("Svar", table({"a": "number"}, [["> 1", '"x"']]), requires=["i_0"])
    found = model(content)
    assert [found.evaluate("Svar", {key: 2}) for key in ("a", "a", "{urn:test}a", "b")] == ["x", "x", "x", None]
