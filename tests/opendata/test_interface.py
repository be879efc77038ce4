"""The open interface, held against each rule of the national REST API profile that can be tried from outside."""

from __future__ import annotations

import csv
import io
import json
from datetime import datetime, timedelta

import pytest
from rdflib import Graph, Namespace

from benefits import test_account as account
from gorel.accounts import organising
from gorel.accounts.models import Organisation
from gorel.cases import deployment, runtime
from gorel.cases.models import Task
from gorel.ground import clock
from gorel.ideas.models import Adoption, Solution
from gorel.opendata import description, files, ledger, resources
from gorel.opendata.resources import figures
from gorel.opendata.shape import Resource
from gorel.opendata.views import interface
from gorel.programme import calendar, rules
from gorel.programme.models import Point

pytestmark = [pytest.mark.db, pytest.mark.django_db]
BASE = "/open/v1"
POINTS = f"{BASE}/programme-points"
SECRET = "hemlig-lank"


def test_lists_come_by_page_from_one_with_twenty_to_a_page(client, three):
    body = client.get(POINTS).json()
    assert (body["page"], body["limit"], body["total"]) == (1, 20, 2)
    assert [item["title_sv"] for item in body["items"]] == ["Öppna data i staden", "=HYPERLINK(1)"]
    first = client.get(POINTS, {"limit": 1}).json()
    assert [item["title_sv"] for item in first["items"]] == ["Öppna data i staden"]
    second = client.get(first["links"]["next"].removeprefix("http://127.0.0.1:8000")).json()
    assert [item["title_sv"] for item in second["items"]] == ["=HYPERLINK(1)"]
    assert sorted(second["links"]) == ["first", "last", "prev", "self"]
    assert client.get(POINTS, {"limit": 1, "page": 9}).json()["items"] == []


@pytest.mark.parametrize("resource", resources.ALL, ids=lambda one: one.name)
def test_an_item_has_just_the_fields_that_are_described_and_each_has_an_example(client, three, resource: Resource):
    names = [field.name for field in resource.fields]
    for item in client.get(f"{BASE}/{resource.name}").json()["items"]:
        assert list(item) == names
        assert [name for name in names if item[name] is None and not _field(resource, name).may_be_empty] == []
    assert list(description.example_of(resource)) == names


def _field(resource: Resource, name: str):
    return next(field for field in resource.fields if field.name == name)


def test_a_solution_is_open_with_how_far_it_has_spread_and_says_why_it_is_gone(client, world):
    given = {"organisation": world.city, "title": "Sortera rätt", "slug": "sortera-ratt", "what": "En skylt per kärl."}
    solution = Solution.objects.create(**given, state="published", published_at=clock.now())
    Solution.objects.create(**given | {"slug": "utkast"})
    adoption = {"organisation": world.city, "solution": solution, "begun_on": clock.today(), "state": "running"}
    Adoption.objects.create(**adoption, title="Ale", adopter_name="Ale", minutes_freed=120)
    Adoption.objects.create(**adoption, title="?", adopter_name="?", minutes_freed=999, is_confirmed=False)
    (item,) = client.get(f"{BASE}/solutions").json()["items"]
    assert list(item) == [field.name for field in resources.named("solutions").fields]
    assert (item["title"], item["introduced_by"], item["minutes_freed_elsewhere"]) == ("Sortera rätt", 1, 120.0)
    assert client.get(f"{BASE}/solutions/{solution.uid}").json() == item
    Solution.objects.update(state="withdrawn")
    assert client.get(f"{BASE}/solutions/{solution.uid}").status_code == 410


def test_figures_are_counted_and_only_of_what_comes_with_her(client, db):
    figures.forget()
    counted = {one["measure"]: one["value"] for one in client.get(f"{BASE}/innovation-statistics").json()["items"]}
    assert (counted["ideas"], counted["days_to_answer_median"]) == (0, None)
    picture = account.PICTURE.encode()
    town = Organisation.objects.create(name="Vara", slug="vara", kind="municipality")
    deployment.deploy([("invoices.bpmn", picture)])
    deployment.deploy([("secret.bpmn", picture.replace(b'id="invoices"', b'id="secret"'))], organisation=town)
    with clock.held(datetime(2021, 3, 10, tzinfo=clock.ZONE)):
        for process in ("invoices", "secret"):
            task = Task.objects.get(case=runtime.start(process, organisation=town))
            runtime.complete(task, by="person:1", seconds_spent=90)
    figures.forget()
    assert client.get(f"{BASE}/time-freed").json()["items"] == [
        {"process": "invoices", "name": "Fakturor", "month": "2021-03", "minutes_by_hand": 10.0, "minutes_spent": 1.5,
         "minutes_freed": 8.5}
    ]  # fmt: skip


@pytest.mark.parametrize("resource", resources.ALL, ids=lambda one: one.name)
def test_nothing_secret_is_ever_given(client, three, resource: Resource):
    for address in (
        f"{BASE}/{resource.name}",
        *(f"{BASE}/{resource.name}/files/{one.name}" for one in files.of(resource)),
    ):
        answer = client.get(address)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        for secret in (SECRET, "julia@", "Julia Olander", "Hemligt utkast"):
            assert secret not in body.decode(), address


def test_moments_are_in_utc_and_days_swedish(client, three):
    item = client.get(POINTS).json()["items"][0]
    assert (item["starts_at"], item["ends_at"], item["held_on"]) == (
        "2021-10-06T11:00:00Z", "2021-10-06T11:45:00Z", "2021-10-06",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("query", "parameter", "says"),
    [
        ("limit=0", "limit", "from 1 to 1000"),
        ("limit=1001", "limit", "from 1 to 1000"),
        ("page=0", "page", "from 1"),
        ("page=två", "page", "from 1"),
        ("sort=title", "sort", "held_on"),
        ("held_on=imorgon", "held_on", "2021-10-04"),
        ("format=zoom", "format", "digital"),
        ("organiser_id=7", "organiser_id", "0199"),
    ],
)
def test_a_parameter_that_cannot_be_used_is_said(client, three, query, parameter, says):
    answer = client.get(f"{POINTS}?{query}")
    body = answer.json()
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert sorted(body) == ["detail", "instance", "parameter", "status", "title", "type"]
    assert (body["status"], body["parameter"], body["instance"]) == (
        400,
        parameter,
        answer.wsgi_request.get_full_path(),
    )
    assert says in body["detail"]


def test_lists_can_be_narrowed(client, three, world):
    def found(**query):
        return [item["title_sv"] for item in client.get(POINTS, query).json()["items"]]

    assert found(state="cancelled") == ["=HYPERLINK(1)"]
    assert found(held_on="2021-10-07") == []
    assert len(found(week_id=world.week.uid)) == len(found(organiser_id=world.city.uid)) == 2
    assert found(organiser_id=world.owner.uid) == []


def test_what_is_open_has_its_own_address_and_what_has_gone_says_why(client, three):
    point = three[0]
    assert client.get(f"{POINTS}/{point.uid}").json()["title_sv"] == "Öppna data i staden"
    assert client.get(f"{POINTS}/{three[2].uid}").status_code == 404  # never open
    assert client.get(f"{POINTS}/nonsense").status_code == 404
    Point.objects.filter(pk=point.pk).update(state="draft")
    gone = client.get(f"{POINTS}/{point.uid}")
    assert (gone.status_code, gone["Content-Type"]) == (410, "application/problem+json")
    assert gone.json()["detail"] == "The organiser has withdrawn the point."
    assert gone.json()["detail_sv"] == "Arrangören har dragit tillbaka punkten."


def test_a_merged_organiser_is_gone_and_names_the_one_that_stays(client, three, world):
    double = Organisation.objects.create(name="Goteborgs stad", slug="goteborg-2", kind="municipality")
    organising.merge(duplicate=double, into=world.city)
    gone = client.get(f"{BASE}/organisers/{double.uid}")
    assert gone.status_code == 410
    assert gone.json()["replaced_by"].endswith(f"{BASE}/organisers/{world.city.uid}")


def test_a_week_that_is_withdrawn_was_there_and_says_so(client, three, world):
    (week,) = client.get(f"{BASE}/weeks").json()["items"]
    assert client.get(f"{BASE}/weeks/{week['id']}").json() == week
    came = client.get(f"{BASE}/weeks/changes").json()["items"]
    assert [(one["id"], one["kind"]) for one in came] == [(week["id"], "changed")]
    ledger.forget()
    with clock.held(clock.now() + timedelta(hours=1)):
        world.week.published_on = None
        world.week.save()
        after = client.get(f"{BASE}/weeks/changes", {"since": came[0]["changed_at"]}).json()["items"]
        assert [(one["id"], one["kind"]) for one in after] == [(week["id"], "gone")]
        gone = client.get(f"{BASE}/weeks/{week['id']}")
    assert (gone.status_code, gone.json()["detail"]) == (410, "The week's programme is no longer public.")
    assert client.get(f"{BASE}/weeks/{three[0].uid}").status_code == 404


def test_an_organiser_is_told_when_it_comes_changes_and_goes(client, three, world):
    def told(since: str) -> list[str]:
        ledger.forget()
        found = client.get(f"{BASE}/organisers/changes", {"since": since}).json()["items"]
        return [f"{one['kind']} {one['id']}" for one in found if one["id"] == str(world.city.uid)]

    now = clock.now()
    since = [(now + timedelta(hours=hour)).isoformat() for hour in range(4)]
    with clock.held(now + timedelta(minutes=30)):
        assert told(since[0]) == [f"changed {world.city.uid}"]
    with clock.held(now + timedelta(minutes=90)):
        assert told(since[1]) == []
        Organisation.objects.filter(pk=world.city.pk).update(name="Staden")
        assert told(since[1]) == [f"changed {world.city.uid}"]
    Point.objects.update(state="draft")
    with clock.held(now + timedelta(minutes=150)):
        assert told(since[2]) == [f"gone {world.city.uid}"]
    gone = client.get(f"{BASE}/organisers/{world.city.uid}")
    assert (gone.status_code, gone.json()["detail_sv"]) == (410, "Den arrangerar ingenting publikt längre.")


def test_what_changed_comes_in_order_and_can_be_gone_on_from(client, three):
    later = clock.now() + timedelta(hours=1)
    Point.objects.filter(pk=three[0].pk).update(changed_at=later, state="draft")
    first = client.get(f"{POINTS}/changes", {"limit": 1}).json()
    assert [(item["id"], item["kind"]) for item in first["items"]] == [(str(three[1].uid), "changed")]
    rest = client.get(first["links"]["next"].removeprefix("http://127.0.0.1:8000")).json()
    assert [(item["id"], item["kind"]) for item in rest["items"]] == [(str(three[0].uid), "gone")]
    assert client.get(f"{POINTS}/changes", {"since": "igår"}).status_code == 400


def test_an_unchanged_answer_is_not_sent_twice(client, three):
    first = client.get(POINTS)
    again = client.get(POINTS, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    Point.objects.filter(pk=three[0].pk).update(place="Här", version=9)
    assert client.get(POINTS, headers={"if-none-match": first["ETag"]}).status_code == 200


def test_every_site_may_read_and_nobody_writes(client, three):
    for address in (POINTS, f"{POINTS}/nonsense", f"{BASE}/api-info", "/datasets/dcat", f"{POINTS}?limit=x"):
        assert client.get(address)["Access-Control-Allow-Origin"] == "*"
        assert client.options(address).status_code == 204
        for method in ("post", "put", "delete"):
            refused = getattr(client, method)(address)
            assert (refused.status_code, refused["Content-Type"]) == (405, "application/problem+json")
            assert refused["Allow"] == "GET, HEAD, OPTIONS"


def test_an_address_with_nothing_is_a_problem_not_a_page(client, three):
    for address in ("/open/v2/weeks", f"{BASE}/people", f"{POINTS}/files/pdf", f"{BASE}/time-freed/changes"):
        answer = client.get(address)
        assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json"), address


def test_the_interface_says_what_it_is(client):
    said = client.get(f"{BASE}/api-info").json()
    assert sorted(said) == ["apiDocumentation", "apiName", "apiReleased", "apiStatus", "apiVersion"]


@pytest.mark.parametrize("language", ["sv", "en"])
def test_its_openapi_has_what_the_profile_asks(client, three, stated, language):
    said = client.get(f"{BASE}/openapi/{language}").json()
    assert said["openapi"] == "3.1.0"
    assert said["info"]["contact"] == {"name": "Öppna data", "email": "oppnadata@goteborg.example"}
    assert said["info"]["license"]["identifier"] == "CC0-1.0"
    for path, operations in said["paths"].items():
        assert path == path.lower()
        assert "_" not in path
        assert list(operations) == ["get"]
        get = operations["get"]
        assert "" not in (get["summary"], get["description"])
        assert "400" in get["responses"]
        for parameter in get["parameters"]:
            assert parameter["name"] == parameter["name"].lower()
            assert "personnummer" not in parameter["name"]
        address = BASE + path.replace("{id}", str(three[0].uid))
        if "{id}" not in path or "points" in path:
            assert client.get(address).status_code == 200, address


def test_a_file_holds_everything_and_no_spreadsheet_runs_any_of_it(client, three):
    body = b"".join(client.get(f"{POINTS}/files/csv").streaming_content).decode()
    rows = list(csv.DictReader(io.StringIO(body)))
    assert [row["title_sv"] for row in rows] == ["Öppna data i staden", "'=HYPERLINK(1)"]
    assert [row["is_moved"] for row in rows] == ["false", "false"]
    items = json.loads(b"".join(client.get(f"{POINTS}/files/json").streaming_content))
    lines = b"".join(client.get(f"{POINTS}/files/jsonl").streaming_content).splitlines()
    assert items == [json.loads(line) for line in lines] == client.get(POINTS).json()["items"]


def test_the_triples_are_read_by_another_library(client, three):
    graph = Graph().parse(data=b"".join(client.get(f"{POINTS}/files/nt").streaming_content), format="nt")
    found = graph.query(
        "SELECT ?name ?status WHERE { ?event a <https://schema.org/Event> ; <https://schema.org/name> ?name ;"
        " <https://schema.org/eventStatus> ?status } ORDER BY ?name"
    )
    assert [(str(name), str(status).rsplit("/", 1)[1]) for name, status in found] == [
        ("=HYPERLINK(1)", "EventCancelled"), ("Öppna data i staden", "EventScheduled"),
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["weeks", "organisers", "recordings", "solutions"])
def test_every_thing_is_told_as_triples_too(client, three, world, name):
    given = {"organisation": world.city, "title": "Sortera", "slug": "sortera", "what": "En skylt per kärl."}
    Solution.objects.create(**given, state="published", published_at=clock.now())
    items = client.get(f"{BASE}/{name}").json()["items"]
    graph = Graph().parse(data=b"".join(client.get(f"{BASE}/{name}/files/nt").streaming_content), format="nt")
    assert items
    assert {str(thing) for thing in graph.subjects()} == {item["url"] for item in items}
    schema = Namespace("https://schema.org/")
    assert {str(one) for one in graph.objects(None, schema.identifier)} == {item["id"] for item in items}
    assert len(set(graph.subjects(schema.name))) == len(items)


def test_the_number_of_queries_does_not_grow_with_the_page(client, three, world, django_assert_num_queries):
    for number in range(12):
        point = world.point(title_sv=f"Punkt {number}")
        Point.objects.filter(pk=point.pk).update(state="published", published_at=clock.now())
    with django_assert_num_queries(7):
        assert len(client.get(POINTS, {"limit": 2}).json()["items"]) == 2
    with django_assert_num_queries(6):  # how many there are is known for a minute
        assert len(client.get(POINTS, {"limit": 14}).json()["items"]) == 14


def test_late_pages_go_on_where_the_ones_before_them_ended(client, three, world, monkeypatch):
    monkeypatch.setattr(interface._Walks, "STRIDE", 4)
    for number in range(11):
        point = world.point(title_sv=f"Punkt {number}")
        Point.objects.filter(pk=point.pk).update(state="published", published_at=clock.now())
    whole = [item["id"] for item in client.get(POINTS, {"limit": 100}).json()["items"]]
    pages = [client.get(POINTS, {"limit": 3, "page": page}).json()["items"] for page in range(1, 7)]
    assert [item["id"] for page in pages for item in page] == whole
    assert [len(page) for page in pages] == [3, 3, 3, 3, 1, 0]
    narrowed = [client.get(POINTS, {"limit": 5, "page": page, "state": "published"}).json() for page in (1, 2, 3)]
    assert [len(page["items"]) for page in narrowed] == [5, 5, 2]


def test_the_whole_calendar_has_the_events_of_the_feed(client, three, world):
    body = b"".join(client.get(f"{POINTS}/files/ics").streaming_content)
    feed = calendar.feed(rules.public_points(), name="Programpunkter")
    whole, fed = (sorted(one.removesuffix(b"END:VCALENDAR\r\n").split(b"BEGIN:VEVENT")) for one in (body, feed))
    assert whole == fed
    assert body.count(b"BEGIN:VEVENT") == 2
