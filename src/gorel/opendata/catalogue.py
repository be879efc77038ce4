"""The catalogue that data portals harvest: DCAT-AP-SE 3.0.1 as a graph, written by rdflib.

Shape: every main thing has an absolute address, none is a blank node; catalogue metadata is always CC0, the data
       has the licence that the publisher chose; texts carry their language.
Source: DCAT-AP-SE 3.0.1; the EU's vocabularies of data themes, frequencies, file types and access rights.
"""

from __future__ import annotations

import re

from django.conf import settings
from rdflib import DCAT, DCTERMS, FOAF, RDF, XSD, Graph, Literal, Namespace, URIRef

from gorel.opendata import files, measuring, publisher, resources
from gorel.opendata.files import Format
from gorel.opendata.models import Measured
from gorel.opendata.shape import Resource, Said, moment

VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
ADMS = Namespace("http://www.w3.org/ns/adms#")
DCATAP = Namespace("http://data.europa.eu/r5r/")
SPDX = Namespace("http://spdx.org/rdf/terms#")
_EU = "http://publications.europa.eu/resource/authority/"
_IANA = "https://www.iana.org/assignments/media-types/"
_PROFILE = URIRef("https://docs.dataportal.se/dcat/3.0.1/sv/")
_REST_PROFILE = URIRef("https://www.dataportal.se/rest-api-profil")
SWEDEN = URIRef(f"{_EU}country/SWE")
MEDIA = {"xml": "application/rdf+xml", "ttl": "text/turtle", "jsonld": "application/ld+json"}
_WRITERS = {"xml": "pretty-xml", "ttl": "turtle", "jsonld": "json-ld"}
_TITLE = Said("Öppna data från %s", "Open data from %s")
_ABOUT = Said(
    "Innovationsveckor, programpunkter, arrangörer, inspelningar och mer, fritt att använda.",
    "Innovation weeks, programme points, organisers, recordings and more, free to use.",
)


def written(form: str) -> bytes:
    """Return the catalogue as `xml`, `ttl` or `jsonld`."""
    return graph().serialize(format=_WRITERS[form], encoding="utf-8")


def graph() -> Graph:
    """Return the catalogue as a graph."""
    found = Graph()
    spaces = {"dcat": DCAT, "dcterms": DCTERMS, "foaf": FOAF, "vcard": VCARD, "adms": ADMS, "spdx": SPDX}
    for prefix, space in spaces.items():
        found.bind(prefix, space)
    writer = _Writer(found)
    writer.people()
    writer.catalogue()
    for resource in resources.ALL:
        writer.dataset(resource)
    writer.service()
    return found


class _Writer:
    """Adds the parts of the catalogue to a graph."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.said = publisher.facts("publisher")
        self.measured = measuring.known(resources.ALL)
        self.base = settings.ADDRESS
        digits = re.sub(r"\D", "", self.said.get("number") or "")
        self.publisher = URIRef(
            f"http://dataportal.se/organisation/SE{digits}" if digits else f"{self.base}/#publisher"
        )
        self.contact = URIRef(f"{self.base}/open-data/#contact")
        self.address = URIRef(f"{self.base}/datasets/dcat#catalogue")
        self.service_address = URIRef(f"{self.base}/open/v1/#service")

    def _say(self, about: URIRef, what: URIRef, text: Said) -> None:
        for language, words in zip(("sv", "en"), text, strict=True):
            if words:
                self.graph.add((about, what, Literal(words, lang=language)))

    def people(self) -> None:
        name = self.said.get("name") or "Görel"
        self.graph.add((self.publisher, RDF.type, FOAF.Agent))
        self._say(self.publisher, FOAF.name, Said(name, self.said.get("name_en") or ""))
        kind = self.said.get("type") or "LocalAuthority"
        self.graph.add((self.publisher, DCTERMS.type, URIRef(f"http://purl.org/adms/publishertype/{kind}")))
        if self.said.get("web"):
            self.graph.add((self.publisher, FOAF.homepage, URIRef(self.said["web"])))
        self.graph.add((self.contact, RDF.type, VCARD.Organization))
        self.graph.add((self.contact, VCARD.fn, Literal(self.said.get("contact") or name)))
        if self.said.get("email"):
            self.graph.add((self.contact, VCARD.hasEmail, URIRef(f"mailto:{self.said['email']}")))

    def catalogue(self) -> None:
        add, about = self.graph.add, self.address
        name = self.said.get("name") or "Görel"
        add((about, RDF.type, DCAT.Catalog))
        self._say(about, DCTERMS.title, Said(_TITLE.sv % name, _TITLE.en % (self.said.get("name_en") or name)))
        self._say(about, DCTERMS.description, _ABOUT)
        add((about, DCTERMS.publisher, self.publisher))
        add((about, DCTERMS.license, URIRef(publisher.LICENCES["CC0"])))
        add((about, DCTERMS.conformsTo, _PROFILE))
        add((about, DCTERMS.spatial, SWEDEN))
        add((about, DCAT.themeTaxonomy, URIRef(f"{_EU}data-theme")))
        add((about, FOAF.homepage, URIRef(f"{self.base}/open-data/")))
        for language in ("SWE", "ENG"):
            add((about, DCTERMS.language, URIRef(f"{_EU}language/{language}")))
        add((about, DCAT.service, self.service_address))

    def dataset(self, resource: Resource) -> None:
        add = self.graph.add
        about = URIRef(f"{self.base}/open-data/#{resource.name}")
        add((self.address, DCAT.dataset, about))
        add((about, RDF.type, DCAT.Dataset))
        self._say(about, DCTERMS.title, resource.title)
        self._say(about, DCTERMS.description, resource.about)
        for keyword in resource.keywords:
            self._say(about, DCAT.keyword, keyword)
        add((about, DCTERMS.identifier, Literal(str(resource.uid))))
        add((about, DCTERMS.publisher, self.publisher))
        add((about, DCAT.contactPoint, self.contact))
        add((about, DCTERMS.accessRights, URIRef(f"{_EU}access-right/PUBLIC")))
        add((about, DCTERMS.accrualPeriodicity, URIRef(f"{_EU}frequency/{resource.updated}")))
        add((about, DCTERMS.spatial, SWEDEN))
        add((about, DCAT.landingPage, URIRef(f"{self.base}/open-data/")))
        for theme in resource.themes:
            add((about, DCAT.theme, URIRef(f"{_EU}data-theme/{theme}")))
        for language in ("SWE", "ENG"):
            add((about, DCTERMS.language, URIRef(f"{_EU}language/{language}")))
        for format_ in files.of(resource):
            self._distribution(about, resource, format_)

    def _distribution(self, dataset: URIRef, resource: Resource, format_: Format) -> None:
        add = self.graph.add
        address = f"{self.base}/open/v1/{resource.name}/files/{format_.name}"
        about = URIRef(f"{address}#distribution")
        add((dataset, DCAT.distribution, about))
        add((about, RDF.type, DCAT.Distribution))
        self._say(about, DCTERMS.title, Said(*(f"{title} – {format_.label}" for title in resource.title)))
        add((about, DCAT.accessURL, URIRef(address)))
        add((about, DCAT.downloadURL, URIRef(address)))
        add((about, DCTERMS.format, URIRef(f"{_EU}file-type/{format_.eu}")))
        add((about, DCAT.mediaType, URIRef(_IANA + format_.media)))
        add((about, DCTERMS.license, URIRef(publisher.LICENCES[self.said.get("licence") or "CC0"])))
        add((about, DCATAP.availability, URIRef(f"{_EU}planned-availability/STABLE")))
        add((about, DCAT.accessService, self.service_address))
        if measured := self.measured.get((resource.name, format_.name)):
            self._measured(about, address, measured)

    def _measured(self, about: URIRef, address: str, measured: Measured) -> None:
        """Say how large the file was when it was last measured, and its checksum then."""
        add, checksum = self.graph.add, URIRef(f"{address}#checksum")
        add((about, DCAT.byteSize, Literal(measured.size, datatype=XSD.nonNegativeInteger)))
        add((about, DCTERMS.modified, Literal(moment(measured.at), datatype=XSD.dateTime)))
        add((about, SPDX.checksum, checksum))
        add((checksum, RDF.type, SPDX.Checksum))
        add((checksum, SPDX.algorithm, SPDX.checksumAlgorithm_sha256))
        add((checksum, SPDX.checksumValue, Literal(measured.sha256, datatype=XSD.hexBinary)))

    def service(self) -> None:
        add, about = self.graph.add, self.service_address
        add((about, RDF.type, DCAT.DataService))
        self._say(about, DCTERMS.title, Said("Görels öppna gränssnitt", "Görel's open interface"))
        add((about, DCAT.endpointURL, URIRef(f"{self.base}/open/v1")))
        add((about, DCAT.endpointDescription, URIRef(f"{self.base}/open/v1/openapi")))
        add((about, DCTERMS.format, URIRef(f"{_EU}file-type/JSON")))
        add((about, DCTERMS.conformsTo, _REST_PROFILE))
        add((about, DCTERMS.publisher, self.publisher))
        add((about, DCAT.contactPoint, self.contact))
        add((about, DCTERMS.license, URIRef(publisher.LICENCES[self.said.get("licence") or "CC0"])))
        add((about, DCTERMS.accessRights, URIRef(f"{_EU}access-right/PUBLIC")))
        for resource in resources.ALL:
            add((about, DCAT.servesDataset, URIRef(f"{self.base}/open-data/#{resource.name}")))
