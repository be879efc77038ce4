"""The catalogue, as a harvester reads it and as its specification's tables ask."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from pyshacl import validate
from rdflib import DCAT, DCTERMS, FOAF, RDF, BNode, Graph, URIRef
from rdflib.compare import isomorphic

from gorel.opendata import measuring, resources

pytestmark = [pytest.mark.db, pytest.mark.django_db]
SHAPES = Path(__file__).with_name("shapes.ttl")


def harvested(client, form: str = "") -> Graph:
    """Return the catalogue as it comes over the wire."""
    answer = client.get(f"/datasets/dcat{form}")
    kinds = {"application/rdf+xml": "xml", "text/turtle": "turtle", "application/ld+json": "json-ld"}
    return Graph().parse(data=answer.content, format=kinds[answer["Content-Type"]])


def test_the_catalogue_breaks_no_rule_of_its_specification(client, three, stated):
    is_right, _report, words = validate(harvested(client), shacl_graph=str(SHAPES), shacl_graph_format="turtle")
    assert (is_right, words) == (True, "Validation Report\nConforms: True\n")


def test_the_rules_find_what_is_missing(client, three, stated):
    graph = harvested(client)
    graph.remove((None, DCTERMS.title, None))
    graph.remove((None, DCTERMS.format, None))
    assert validate(graph, shacl_graph=str(SHAPES), shacl_graph_format="turtle")[0] is False


def test_it_is_rdf_xml_unless_asked_and_says_the_same_in_each_form(client, three, stated):
    assert client.get("/datasets/dcat")["Content-Type"] == "application/rdf+xml"
    assert client.get("/datasets/dcat", headers={"accept": "text/turtle"})["Content-Type"] == "text/turtle"
    assert client.get("/datasets/dcat.pdf").status_code == 404
    first = harvested(client)
    for form in (".xml", ".ttl", ".jsonld"):
        assert isomorphic(first, harvested(client, form)), form


def test_every_main_thing_has_an_address(client, three, stated):
    graph = harvested(client)
    assert [thing for triple in graph for thing in triple if isinstance(thing, BNode)] == []


def test_a_harvester_finds_every_dataset_and_can_fetch_each_distribution(client, three, stated):
    graph = harvested(client)
    found = {
        str(row.identifier): str(row.title)
        for row in graph.query(
            "SELECT ?identifier ?title WHERE { ?c a dcat:Catalog ; dcat:dataset ?d ."
            " ?d dcterms:identifier ?identifier ; dcterms:title ?title . FILTER(lang(?title) = 'sv') }",
            initNs={"dcat": DCAT, "dcterms": DCTERMS},
        )
    }
    assert found == {str(one.uid): one.title.sv for one in resources.ALL}
    for about in graph.subjects(RDF.type, DCAT.Distribution):
        address = str(graph.value(about, DCAT.downloadURL))
        answer = client.get(address.removeprefix("http://127.0.0.1:8000"))
        kind = str(graph.value(about, DCAT.mediaType)).split("/media-types/")[1]
        assert (answer.status_code, answer["Content-Type"].split(";")[0]) == (200, kind)


def test_the_publisher_is_known_by_its_number_and_the_contact_is_another(client, three, stated):
    graph = harvested(client)
    catalogue = graph.value(predicate=RDF.type, object=DCAT.Catalog)
    publisher = graph.value(catalogue, DCTERMS.publisher)
    assert publisher == URIRef("http://dataportal.se/organisation/SE2120001355")
    dataset = graph.value(catalogue, DCAT.dataset)
    assert graph.value(dataset, DCAT.contactPoint) != publisher


def test_a_portal_reads_all_that_it_shows_of_a_dataset(client, three, stated):
    """What data portals ask a catalogue for, and the answers in words that they can show."""
    shown = harvested(client).query(
        """SELECT ?title ?publisher ?mail ?licence ?format ?size ?sum ?page WHERE {
             ?catalogue a dcat:Catalog ; dcat:dataset ?dataset .
             ?dataset dcterms:title ?title ; dcterms:publisher/foaf:name ?publisher ; dcat:landingPage ?page ;
               dcat:contactPoint/vcard:hasEmail ?mail ; dcat:distribution ?file .
             ?file dcterms:license ?licence ; dcterms:format ?format ; dcat:downloadURL ?address ; dcat:byteSize ?size ;
               spdx:checksum [ spdx:algorithm spdx:checksumAlgorithm_sha256 ; spdx:checksumValue ?sum ] .
             FILTER(lang(?title) = "sv" && lang(?publisher) = "sv" && ?title = "Programpunkter"@sv) }""",
        initNs={
            "dcat": DCAT, "dcterms": DCTERMS, "foaf": FOAF, "vcard": "http://www.w3.org/2006/vcard/ns#",
            "spdx": "http://spdx.org/rdf/terms#",
        },
    )  # fmt: skip
    rows = sorted(shown, key=lambda row: str(row.format))
    assert [str(row.format).rsplit("/", 1)[1] for row in rows] == ["CSV", "ICS", "JSON", "JSON", "RDF_N_TRIPLES"]
    assert {(str(row.publisher), str(row.mail), str(row.licence)) for row in rows} == {
        ("Göteborgs Stad", "mailto:oppnadata@goteborg.example", "http://creativecommons.org/publicdomain/zero/1.0/")
    }
    body = b"".join(client.get("/open/v1/programme-points/files/csv").streaming_content)
    assert (int(rows[0].size), str(rows[0].sum)) == (len(body), hashlib.sha256(body).hexdigest())


def test_the_size_of_a_large_file_is_known_once_somebody_has_fetched_it(client, three, stated, monkeypatch):
    monkeypatch.setattr(measuring, "FEW", 0)
    large = URIRef("http://127.0.0.1:8000/open/v1/programme-points/files/jsonl#distribution")
    assert harvested(client).value(large, DCAT.byteSize) is None
    body = b"".join(client.get("/open/v1/programme-points/files/jsonl").streaming_content)
    assert int(harvested(client).value(large, DCAT.byteSize)) == len(body)
