"""Results of queries as bytes: SPARQL 1.1 Query Results JSON, XML, CSV and TSV, and the formats of RDF.

Rows are counted while they are written, and nothing leaves before all is written: a limit is an error, never a cut
answer.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from kg.server.output import Output, TooManyError

if TYPE_CHECKING:
    import pyoxigraph

    Term = pyoxigraph.NamedNode | pyoxigraph.BlankNode | pyoxigraph.Literal | pyoxigraph.Triple

_XSD_STRING: Final = "http://www.w3.org/2001/XMLSchema#string"
_NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TO_QUOTE: Final = re.compile(r'[",\r\n]')
_CHUNK: Final = 512  # pieces that are written at once
_KNOWN: Final = 10_000  # terms whose spelling is kept

PREFIXES: Final = {
    "kg": "https://w3id.org/surveykg/ontology#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "oa": "http://www.w3.org/ns/oa#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "sd": "http://www.w3.org/ns/sparql-service-description#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "void": "http://rdfs.org/ns/void#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


class NotWritableError(Exception):
    """The result cannot be written in the format that was asked for."""


def write_result(result: Any, name: str, output: Output, row_limit: int) -> int:
    """Writes what a query gave in the format of that name; the number of rows or triples.

    Raises:
        TooManyError: it has more rows than `row_limit`, or the output takes no more.
        NotWritableError: XML 1.0 cannot hold a character of it.
    """
    from pyoxigraph import QueryBoolean, QuerySolutions

    if isinstance(result, QuerySolutions):
        return _write_solutions(result, name, output, row_limit)
    if isinstance(result, QueryBoolean):
        output.write(_boolean(bool(result), name).encode())
        return 1
    return write_triples(result, name, output, row_limit)


def write_triples(triples: Iterable[Any], name: str, output: Output, limit: int) -> int:
    """Writes triples or quads in a format of RDF; how many they were."""
    from pyoxigraph import serialize

    counter = _Counter(triples, limit)
    prefixes = PREFIXES if name in ("turtle", "trig", "rdfxml", "jsonld") else None
    serialize(counter, output, rdf_format(name), prefixes=prefixes)  # type: ignore[arg-type]
    return counter.count


def rdf_format(name: str) -> pyoxigraph.RdfFormat:
    """pyoxigraph's format of a name of `negotiation.TRIPLES`."""
    from pyoxigraph import RdfFormat

    formats = {
        "turtle": RdfFormat.TURTLE,
        "ntriples": RdfFormat.N_TRIPLES,
        "rdfxml": RdfFormat.RDF_XML,
        "jsonld": RdfFormat.JSON_LD,
        "trig": RdfFormat.TRIG,
        "nquads": RdfFormat.N_QUADS,
        "n3": RdfFormat.N3,
    }
    return formats[name]


class _Counter:
    """An iterable that counts, and stops at a limit with TooManyError."""

    def __init__(self, items: Iterable[Any], limit: int) -> None:
        self._items, self._limit = items, limit
        self.count = 0

    def __iter__(self) -> Iterator[Any]:
        for item in self._items:
            self.count += 1
            if self.count > self._limit:
                raise TooManyError("rows", self._limit)
            yield item


def _write_solutions(result: Any, name: str, output: Output, limit: int) -> int:
    counter = _Counter(result, limit)
    pieces: list[str] = []
    for piece in _WRITERS[name]([variable.value for variable in result.variables], counter):
        pieces.append(piece)
        if len(pieces) == _CHUNK:
            output.write("".join(pieces).encode())
            pieces.clear()
    output.write("".join(pieces).encode())
    return counter.count


def _boolean(value: bool, name: str) -> str:
    word = "true" if value else "false"
    if name == "json":
        return f'{{"head":{{}},"boolean":{word}}}'
    if name == "xml":
        return f"{_XML_BEGIN}<head></head><boolean>{word}</boolean></sparql>"
    return f"{word}\r\n" if name == "csv" else f"{word}\n"


def _json(variables: Sequence[str], solutions: Iterable[Any]) -> Iterator[str]:
    """SPARQL 1.1 Query Results JSON Format."""
    keys = [json.dumps(variable, ensure_ascii=False) for variable in variables]
    known: dict[Term, str] = {}
    yield f'{{"head":{{"vars":[{",".join(keys)}]}},"results":{{"bindings":['
    separator = ""
    for solution in solutions:
        bound = []
        for key, term in zip(keys, solution, strict=True):
            if term is not None:
                text = known.get(term)
                if text is None:
                    text = _remember(
                        known, term, json.dumps(_json_term(term), ensure_ascii=False, separators=(",", ":"))
                    )
                bound.append(f"{key}:{text}")
        yield f"{separator}{{{','.join(bound)}}}"
        separator = ","
    yield "]}}"


def _json_term(term: Term) -> dict[str, Any]:
    from pyoxigraph import BlankNode, Literal, NamedNode

    if isinstance(term, NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, BlankNode):
        return {"type": "bnode", "value": term.value}
    if isinstance(term, Literal):
        made = {"type": "literal", "value": term.value}
        if term.language:
            return made | {"xml:lang": term.language}
        datatype = term.datatype.value
        return made if datatype == _XSD_STRING else made | {"datatype": datatype}
    parts = {"subject": term.subject, "predicate": term.predicate, "object": term.object}
    return {"type": "triple", "value": {name: _json_term(part) for name, part in parts.items()}}


_XML_BEGIN: Final = '<?xml version="1.0" encoding="UTF-8"?>\n<sparql xmlns="http://www.w3.org/2005/sparql-results#">'


def _xml(variables: Sequence[str], solutions: Iterable[Any]) -> Iterator[str]:
    """SPARQL Query Results XML Format (Second Edition)."""
    names = [_attribute(variable) for variable in variables]
    known: dict[Term, str] = {}
    yield f"{_XML_BEGIN}<head>{''.join(f'<variable name={name}/>' for name in names)}</head><results>"
    for solution in solutions:
        bound = []
        for name, term in zip(names, solution, strict=True):
            if term is not None:
                text = known.get(term)
                if text is None:
                    text = _remember(known, term, _xml_term(term))
                bound.append(f"<binding name={name}>{text}</binding>")
        yield f"<result>{''.join(bound)}</result>"
    yield "</results></sparql>"


def _xml_term(term: Term) -> str:
    from pyoxigraph import BlankNode, Literal, NamedNode

    if isinstance(term, NamedNode):
        return f"<uri>{_xml_text(term.value)}</uri>"
    if isinstance(term, BlankNode):
        return f"<bnode>{_xml_text(term.value)}</bnode>"
    if isinstance(term, Literal):
        datatype = term.datatype.value
        attribute = f" datatype={_attribute(datatype)}" if datatype != _XSD_STRING else ""
        if term.language:
            attribute = f" xml:lang={_attribute(term.language)}"
        return f"<literal{attribute}>{_xml_text(term.value)}</literal>"
    parts = ((name, getattr(term, name)) for name in ("subject", "predicate", "object"))
    return f"<triple>{''.join(f'<{name}>{_xml_term(part)}</{name}>' for name, part in parts)}</triple>"


def _xml_text(text: str) -> str:
    if match := _NOT_XML.search(text):
        raise NotWritableError(f"XML cannot hold the character U+{ord(match[0]):04X} of the answer")
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")


def _attribute(text: str) -> str:
    return '"' + _xml_text(text).replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;") + '"'


def _csv(variables: Sequence[str], solutions: Iterable[Any]) -> Iterator[str]:
    """SPARQL 1.1 Query Results CSV: values without their kind."""
    from pyoxigraph import BlankNode

    yield ",".join(variables) + "\r\n"
    for solution in solutions:
        cells = []
        for term in solution:
            if term is None:
                cells.append("")
            elif isinstance(term, BlankNode):
                cells.append(str(term))
            else:
                value = term.value if hasattr(term, "value") else str(term)
                cells.append('"' + value.replace('"', '""') + '"' if _TO_QUOTE.search(value) else value)
        yield ",".join(cells) + "\r\n"


def _tsv(variables: Sequence[str], solutions: Iterable[Any]) -> Iterator[str]:
    """SPARQL 1.1 Query Results TSV: terms as in Turtle."""
    known: dict[Term, str] = {}
    yield "\t".join(f"?{variable}" for variable in variables) + "\n"
    for solution in solutions:
        cells = []
        for term in solution:
            text = known.get(term) if term is not None else ""
            if text is None:
                text = _remember(known, term, str(term).replace("\t", "\\t"))
            cells.append(text)
        yield "\t".join(cells) + "\n"


def _remember(known: dict[Term, str], term: Term, text: str) -> str:
    """Keeps what a term looks like: terms come back in results, but not all of a million need be kept."""
    if len(known) >= _KNOWN:
        known.clear()
    known[term] = text
    return text


_WRITERS: Final = {"json": _json, "xml": _xml, "csv": _csv, "tsv": _tsv}
