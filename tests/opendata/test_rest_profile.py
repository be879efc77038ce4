"""The national REST API profile, rule by rule, tried on the interface itself and on its OpenAPI.

Each test bears the names of the rules that it holds. UFN.02 and SAK.01 (HTTPS on 443, TLS 1.2 or later) are kept by
whoever stands in front of Görel; what can be tried here is that the addresses she gives say https and no port.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from gorel.opendata import description, files, resources

pytestmark = [pytest.mark.db, pytest.mark.django_db]
BASE = "/open/v1"
SNAKE = re.compile(r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$")
MOMENT = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$")


@pytest.fixture(params=["sv", "en"])
def document(request, client, three, stated) -> dict[str, Any]:
    return client.get(f"{BASE}/openapi/{request.param}").json()


def operations(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    return ((path, found["get"]) for path, found in document["paths"].items())


def test_ufn_02_addresses_say_https_and_no_port(client, three, settings):
    settings.ADDRESS = "https://data.example"
    description._encoded.cache_clear()
    try:
        servers = client.get(f"{BASE}/openapi").json()["servers"]
    finally:
        description._encoded.cache_clear()
    assert servers == [{"url": "https://data.example/open/v1"}]
    links = client.get(f"{BASE}/programme-points").json()["links"]
    assert {link.split("/open/")[0] for link in links.values()} == {"https://data.example"}


def test_ufn_01_08_09_res_06_addresses_are_lower_case_with_hyphens_and_a_version(document):
    assert document["servers"][0]["url"].endswith("/open/v1")
    for path, _get in operations(document):
        parts = path.replace("/{id}", "").strip("/").split("/")
        assert [part for part in parts if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", part)] == [], path


def test_ver_06_the_interface_says_what_it_is(client, db):
    said = client.get(f"{BASE}/api-info").json()
    assert set(said) == {"apiName", "apiVersion", "apiReleased", "apiDocumentation", "apiStatus"}
    assert re.fullmatch(r"\d+\.\d+\.\d+", said["apiVersion"])
    assert said["apiStatus"] in {"active", "deprecated", "sunset"}


@pytest.mark.parametrize(
    ("address", "status"),
    [
        (f"{BASE}/nothing", 404),
        (f"{BASE}/weeks?limit=0", 400),
        (f"{BASE}/weeks/{'0' * 32}", 404),
        ("/open/v9/weeks", 404),
    ],
)
def test_fel_01_02_what_is_wrong_is_a_problem_with_all_its_parts(client, three, address, status):
    answer = client.get(address)
    body = answer.json()
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert {"type", "title", "status", "detail", "instance"} <= set(body)
    assert (body["status"], body["instance"]) == (status, address)


def test_fns_07_08_09_pages_begin_at_one_and_hold_twenty(client, document, three):
    for resource in resources.ALL:
        found = client.get(f"{BASE}/{resource.name}").json()
        assert (found["page"], found["limit"]) == (1, 20)
        named = {one["name"]: one["schema"] for one in document["paths"][f"/{resource.name}"]["get"]["parameters"]}
        assert (named["limit"]["default"], named["page"]["default"], named["page"]["minimum"]) == (20, 1, 1)


def test_ame_05_every_name_is_written_in_one_way(client, document, three):
    for name, schema in document["components"]["schemas"].items():
        assert [one for one in schema["properties"] if not SNAKE.match(one)] == [], name
    for _path, get in operations(document):
        assert [one["name"] for one in get["parameters"] if not SNAKE.match(one["name"])] == []


def test_dot_moments_are_rfc_3339_in_utc(client, three, stated):
    for resource in resources.ALL:
        moments = [field.name for field in resource.fields if field.type == "moment"]
        for item in client.get(f"{BASE}/{resource.name}").json()["items"]:
            assert [item[name] for name in moments if item[name] is not None and not MOMENT.match(item[name])] == []
    for change in client.get(f"{BASE}/programme-points/changes").json()["items"]:
        assert MOMENT.match(change["changed_at"])


def test_res_02_nobody_is_asked_for_by_a_personal_number(client, document, three):
    named = {one["name"] for _path, get in operations(document) for one in get["parameters"]}
    assert [name for name in named if re.search("person|ssn|pnr", name)] == []
    assert client.get(f"{BASE}/programme-points?personnummer=191212121212").status_code == 400


def test_sak_09_10_15_16_no_key_is_asked_for_and_none_may_stand_in_the_address(client, document, three):
    assert (document["security"], document["components"].get("securitySchemes", {})) == ([], {})
    answer = client.get(f"{BASE}/weeks", headers={"authorization": "Basic YTpi"})
    assert (answer.status_code, answer.has_header("WWW-Authenticate")) == (200, False)
    for name in ("api_key", "token", "access_token"):
        assert client.get(f"{BASE}/weeks?{name}=x").status_code == 400


def test_dok_03_06_the_document_says_who_answers_and_on_what_terms(document):
    info = document["info"]
    assert info["contact"] == {"name": "Öppna data", "email": "oppnadata@goteborg.example"}
    assert (info["license"]["identifier"], info["termsOfService"][-7:]) == ("CC0-1.0", "/terms/")


def test_dok_08_09_limits_and_availability_are_said(document):
    assert re.search(r"(högst|at most) 1.000", document["info"]["description"])
    assert re.search(r"(Tillgängligheten|available)", document["info"]["description"])


def test_dok_15_every_parameter_field_and_code_is_described(document):
    for path, get in operations(document):
        assert "" not in (get["summary"], get["description"]), path
        for parameter in get["parameters"]:
            assert parameter.get("description") or parameter["in"] == "path", (path, parameter["name"])
    for name, schema in document["components"]["schemas"].items():
        if name != "problem":
            assert [one for one, said in schema["properties"].items() if not said.get("description")] == [], name
    for resource in resources.ALL:
        for field in resource.fields:
            properties = document["components"]["schemas"][resource.name]["properties"][field.name]
            assert field.codes is None or set(field.codes) <= set(properties["enum"])


def test_dok_19_20_it_stands_in_swedish_and_in_english_with_examples(client, three, stated):
    both = [client.get(f"{BASE}/openapi/{language}").json() for language in ("sv", "en")]
    assert both[0]["info"]["description"] != both[1]["info"]["description"]
    for said in both:
        for resource in resources.ALL:
            shown = said["paths"][f"/{resource.name}"]["get"]["responses"]["200"]["content"]["application/json"]
            assert list(shown["example"]["items"][0]) == [field.name for field in resource.fields]


def test_for_02_a_body_of_a_get_changes_nothing(client, three):
    plain = client.get(f"{BASE}/programme-points").content
    body = client.generic("GET", f"{BASE}/programme-points", data=b'{"limit": 1}', content_type="application/json")
    assert (body.status_code, body.content) == (200, plain)


def test_every_file_is_described_with_its_kind(document):
    for resource in resources.ALL:
        for format_ in files.of(resource):
            get = document["paths"][f"/{resource.name}/files/{format_.name}"]["get"]
            assert list(get["responses"]["200"]["content"]) == [format_.media]
