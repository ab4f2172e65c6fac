"""The ontology as a page for people: classes, properties, concepts and shapes, made from the Turtle files alone.

One HTML file without scripts and without anything from elsewhere. The fragment of a term's IRI is its place on the page
(`ontology.html#UsageShare`). The same files give the same bytes: `python -m kg.graph.ontology_page docs/ontology.html`
writes the page, with `--check` it says whether the page is current.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from html import escape
from pathlib import Path
from typing import Final

from kg.graph.iris import CONCEPTS, ONTOLOGY
from kg.graph.reason.manchester import expression, name
from kg.graph.reason.schema import Axioms
from kg.graph.terms import TYPE, Term, value_of
from kg.graph.validate.index import SUBCLASS, Index
from kg.graph.validate.shapes import CHARACTERS, MESSAGE, REMEDY, SH
from kg.graph.vocabulary import parse_turtle
from kg.resources import folder

_OWL: Final = "http://www.w3.org/2002/07/owl#"
_RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
_SKOS: Final = "http://www.w3.org/2004/02/skos/core#"
_DCTERMS: Final = "http://purl.org/dc/terms/"
_HEADER: Final = f"<{ONTOLOGY[:-1]}>"
_LANGUAGES: Final = (
    ("en", "English"),
    ("nb", "Norwegian Bokmål"),
    ("da", "Danish"),
    ("sv", "Swedish"),
    ("fi", "Finnish"),
    ("de", "German"),
    ("ru", "Russian"),
)
_KINDS: Final = (
    ("Object properties", "ObjectProperty"),
    ("Datatype properties", "DatatypeProperty"),
    ("Annotation properties", "AnnotationProperty"),
)
_SCHEMES: Final = "channels measures units bounds changes directions reasons age_bands countries".split()
_STYLE: Final = """
:root { color-scheme: light dark; --line: #8886; --soft: #8881; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 62rem; margin: 0 auto; padding: 1rem; }
h1, h2, h3 { line-height: 1.2; } h2 { margin-top: 3rem; border-bottom: 1px solid var(--line); }
h3 { margin: 2rem 0 .25rem; } h3 code { font-weight: normal; font-size: .85em; opacity: .75; }
dl { display: grid; grid-template-columns: 11rem 1fr; gap: .15rem 1rem; margin: .5rem 0; }
dt { opacity: .75; } dd { margin: 0; overflow-wrap: anywhere; } code { font-size: .92em; }
table { border-collapse: collapse; display: block; overflow-x: auto; }
th, td { border: 1px solid var(--line); padding: .25rem .5rem; text-align: left; vertical-align: top; }
th { background: var(--soft); } nav ul { columns: 3 14rem; } nav li { break-inside: avoid; }
.tree ul { margin: 0; } .example { opacity: .85; } details { margin: .25rem 0; }
@media (max-width: 40rem) { dl { grid-template-columns: 1fr; } dd { margin-bottom: .35rem; } }
"""


class _Page:
    """The triples of all files, and how terms are shown."""

    def __init__(self, source: Path) -> None:
        paths = [path for path in sorted(source.glob("*.ttl")) if path.stem != "organizations"]
        triples = [
            tuple(f"_:{path.stem}{term[2:]}" if term.startswith("_:") else term for term in triple)
            for path in paths
            for triple in parse_turtle(path.read_bytes(), str(path))
        ]
        self.index = Index((s, p, o) for s, p, o in triples)
        self.axioms = Axioms((s, p, o) for s, p, o in triples)

    def text(self, term: Term, predicate: str, language: str = "en") -> str:
        """The value of a predicate in a language, escaped; empty without one."""
        for value in self.index.values(term, f"<{predicate}>"):
            if value.endswith(f"@{language}") or not value.rpartition('"')[2]:
                return escape(value_of(value), quote=False)
        return ""

    def label(self, term: Term, language: str = "en") -> str:
        """The label of a term or concept, in a language."""
        return self.text(term, f"{_RDFS}label", language) or self.text(term, f"{_SKOS}prefLabel", language)

    def link(self, term: Term) -> str:
        """A term's short name, linked to its place on the page or to its own address."""
        target = self.anchor(term)
        shown = f"<code>{escape(name(term), quote=False)}</code>"
        if target:
            return f'<a href="#{target}">{shown}</a>'
        return f'<a href="{escape(value_of(term))}">{shown}</a>' if term.startswith("<http") else shown

    def anchor(self, term: Term) -> str:
        """Where on the page a term of ours stands; empty for others."""
        if term.startswith(f"<{ONTOLOGY}"):
            return term[len(ONTOLOGY) + 1 : -1]
        return term[len(CONCEPTS) + 1 : -1].replace("/", "-") if term.startswith(f"<{CONCEPTS}") else ""

    def links(self, terms: Iterable[Term]) -> str:
        """Links, by commas."""
        return ", ".join(self.link(term) for term in terms)

    def written(self, node: Term) -> str:
        """A class expression in Manchester syntax, its names linked."""
        words = escape(expression(node, self.axioms), quote=False).split(" ")
        return " ".join(self._word(word) for word in words)

    def _word(self, word: str) -> str:
        bare = word.strip("()")
        target = bare[3:] if bare.startswith("kg:") else bare.replace("/", "-") if "/" in bare else ""
        linked = f'<a href="#{target}"><code>{bare}</code></a>' if target and ":" not in target else bare
        return word.replace(bare, linked) if bare else word

    def own(self, kind: str) -> list[Term]:
        """Our terms of a kind of OWL, sorted by name."""
        found = self.index.backward(TYPE).get(f"<{_OWL}{kind}>", ())
        return sorted((term for term in found if term.startswith(f"<{ONTOLOGY}")), key=lambda term: term.lower())


def page(source: Path | None = None) -> str:
    """The page of the ontology in `source`, without it of the package's.

    Raises:
        DataError: a file is no Turtle.
    """
    made = _Page(source or folder("ontology"))
    title = made.text(_HEADER, f"{_DCTERMS}title")
    parts = [
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>",
        *_header(made, title),
        *_contents(made),
        *_model(made),
        *_classes(made),
        *_properties(made),
        *_concepts(made),
        *_shapes(made),
        "</body>\n</html>\n",
    ]
    return "\n".join(parts)


def _facts(rows: Iterable[tuple[str, str]]) -> Iterator[str]:
    lines = [f"<dt>{key}</dt><dd>{value}</dd>" for key, value in rows if value]
    if lines:
        yield "<dl>\n" + "\n".join(lines) + "\n</dl>"


def _header(made: _Page, title: str) -> Iterator[str]:
    yield f"<h1>{title}</h1>\n<p>{made.text(_HEADER, f'{_DCTERMS}description')}</p>"
    index = made.index

    def value(predicate: str) -> str:
        term = index.value(_HEADER, f"<{predicate}>")
        if term is None:
            return ""
        shown = escape(value_of(term), quote=False)
        return f'<a href="{escape(value_of(term))}">{shown}</a>' if term.startswith("<") else shown

    prefix = made.text(_HEADER, "http://purl.org/vocab/vann/preferredNamespacePrefix")
    yield from _facts(
        (
            ("Namespace", f"<code>{prefix}:</code> {value('http://purl.org/vocab/vann/preferredNamespaceUri')}"),
            ("Version", value(f"{_OWL}versionInfo")),
            ("This version", value(f"{_OWL}versionIRI")),
            ("Status", value("http://purl.org/ontology/bibo/status")),
            ("Created", value(f"{_DCTERMS}created")),
            ("Modified", value(f"{_DCTERMS}modified")),
            ("Creator", made.label(index.value(_HEADER, f"<{_DCTERMS}creator>") or "")),
            ("Licence", value(f"{_DCTERMS}license")),
            ("Cite as", value(f"{_DCTERMS}bibliographicCitation")),
        )
    )


def _contents(made: _Page) -> Iterator[str]:
    yield "<nav aria-label='Contents'>\n<h2>Contents</h2>\n<ul>"
    yield "<li><a href='#model'>The model at a glance</a></li>\n<li><a href='#classes'>Classes</a></li>"
    for title, kind in _KINDS:
        yield f"<li><a href='#{kind}'>{title}</a></li>"
    for scheme in _SCHEMES:
        label = made.label(f"<{CONCEPTS}scheme/{scheme}>").capitalize()
        yield f"<li><a href='#scheme-{scheme}'>{label}</a></li>"
    yield "<li><a href='#shapes'>Shapes</a></li>\n</ul>\n</nav>"


def _model(made: _Page) -> Iterator[str]:
    """Classes that have properties of their own, with these and what they lead to."""
    yield "<h2 id='model'>The model at a glance</h2>\n<table>"
    yield "<tr><th>Class</th><th>Property</th><th>Leads to</th></tr>"
    for term in made.own("Class"):
        stated = [
            prop
            for kind in ("ObjectProperty", "DatatypeProperty")
            for prop in made.own(kind)
            if term in made.index.values(prop, f"<{_RDFS}domain>")
        ]
        for place, prop in enumerate(stated):
            first = f"<td rowspan='{len(stated)}'>{made.link(term)}</td>" if place == 0 else ""
            spans = made.links(made.index.values(prop, f"<{_RDFS}range>"))
            yield f"<tr>{first}<td>{made.link(prop)}</td><td>{spans}</td></tr>"
    yield "</table>"


def _classes(made: _Page) -> Iterator[str]:
    index = made.index
    yield "<h2 id='classes'>Classes</h2>\n<div class='tree'>"
    own = set(made.own("Class"))
    yield from _tree(made, [term for term in sorted(own) if not own.intersection(index.values(term, SUBCLASS))], own)
    yield "</div>"
    axioms: dict[Term, list[Term]] = {}
    for lower, upper in made.axioms.pairs("subClassOf"):
        if lower.startswith("_:"):
            axioms.setdefault(upper, []).append(lower)
    for term in made.own("Class"):
        yield from _term(made, term)
        yield from _facts(
            (
                ("Is a", made.links(upper for upper in index.values(term, SUBCLASS))),
                (
                    "Is whatever is",
                    "; or ".join(sorted(map(made.written, index.values(term, f"<{_OWL}equivalentClass>")))),
                ),
                ("Holds whatever is", "; or ".join(sorted(map(made.written, axioms.get(term, ()))))),
                ("Has below it", made.links(sorted(own.intersection(index.backward(SUBCLASS).get(term, ()))))),
                ("Has nothing in common with", made.links(_disjoint(made, term))),
                *_common(made, term),
            )
        )


def _tree(made: _Page, terms: Iterable[Term], own: set[Term]) -> Iterator[str]:
    yield "<ul>"
    for term in terms:
        below = sorted(own.intersection(made.index.backward(SUBCLASS).get(term, ())))
        yield f"<li>{made.link(term)} {made.label(term)}"
        if below:
            yield from _tree(made, below, own)
        yield "</li>"
    yield "</ul>"


def _disjoint(made: _Page, term: Term) -> list[Term]:
    predicate = f"<{_OWL}disjointWith>"
    return sorted({*made.index.values(term, predicate), *made.index.backward(predicate).get(term, ())})


def _properties(made: _Page) -> Iterator[str]:
    index = made.index
    inverse = f"<{_OWL}inverseOf>"
    for title, kind in _KINDS:
        yield f"<h2 id='{kind}'>{title}</h2>"
        for term in made.own(kind):
            yield from _term(made, term)
            heads = index.values(term, f"<{_OWL}propertyChainAxiom>")
            chains = sorted(" then ".join(map(made.link, made.axioms.sequence(head))) for head in heads)
            transitive = f"<{_OWL}TransitiveProperty>" in index.values(term, TYPE)
            others = sorted({*index.values(term, inverse), *index.backward(inverse).get(term, ())})
            yield from _facts(
                (
                    ("Of", made.links(index.values(term, f"<{_RDFS}domain>"))),
                    ("Leads to", made.links(index.values(term, f"<{_RDFS}range>"))),
                    ("Follows from", "; or ".join(chains)),
                    ("Implies", made.links(index.values(term, f"<{_RDFS}subPropertyOf>"))),
                    ("Inverse", made.links(others)),
                    ("Character", "transitive" if transitive else ""),
                    *_common(made, term),
                )
            )


def _term(made: _Page, term: Term) -> Iterator[str]:
    anchor = made.anchor(term)
    yield f"<h3 id='{anchor}'>{made.label(term)} <code>kg:{anchor}</code></h3>"
    yield f"<p>{made.text(term, f'{_SKOS}definition')}</p>"
    yield f"<p class='example'>Example: {made.text(term, f'{_SKOS}example')}</p>"


def _common(made: _Page, term: Term) -> Iterator[tuple[str, str]]:
    yield "Close to", made.links(made.index.values(term, f"<{_SKOS}closeMatch>"))
    yield "Note", made.text(term, f"{_SKOS}scopeNote")
    labels = ((code, made.label(term, code)) for code, _ in _LANGUAGES[1:])
    yield "Labels", ", ".join(f"<span lang='{code}'>{label}</span> ({code})" for code, label in labels if label)


def _concepts(made: _Page) -> Iterator[str]:
    index = made.index
    heads = "".join(f"<th>{language}</th>" for _, language in _LANGUAGES)
    for scheme in _SCHEMES:
        node = f"<{CONCEPTS}scheme/{scheme}>"
        members = sorted(index.backward(f"<{_SKOS}inScheme>").get(node, ()), key=lambda term: term.lower())
        yield f"<h2 id='scheme-{scheme}'>{made.label(node).capitalize()}</h2>"
        yield f"<p>{made.text(node, f'{_SKOS}definition')} <code>{value_of(node)}</code></p>"
        is_long = scheme != "countries"
        more = "<th>Broader</th><th>Definition and example</th><th>Other labels</th>" if is_long else ""
        yield f"<table>\n<tr><th>Code</th>{heads}{more}</tr>"
        for term in members:
            labels = "".join(f"<td lang='{code}'>{made.label(term, code)}</td>" for code, _ in _LANGUAGES)
            yield f"<tr id='{made.anchor(term)}'><td><code>{made.text(term, f'{_SKOS}notation')}</code></td>{labels}"
            if is_long:
                yield from _details(made, term)
            yield "</tr>"
        yield "</table>"


def _details(made: _Page, term: Term) -> Iterator[str]:
    index = made.index
    labels = index.values(term, f"<{_SKOS}altLabel>")
    by_language = (
        (code, [escape(value_of(label), quote=False) for label in labels if label.endswith(f"@{code}")])
        for code, _ in _LANGUAGES
    )
    shown = "; ".join(f"<span lang='{code}'>{', '.join(found)}</span>" for code, found in by_language if found)
    broader = made.links(index.values(term, f"<{_SKOS}broader>"))
    said = f"{made.text(term, f'{_SKOS}definition')} <span class='example'>{made.text(term, f'{_SKOS}example')}</span>"
    yield f"<td>{broader}</td><td>{said}</td><td>{shown}</td>"


def _shapes(made: _Page) -> Iterator[str]:
    index = made.index
    yield "<h2 id='shapes'>Shapes</h2>\n<p>What every graph must hold; <code>kg validate</code> checks it.</p>"
    yield "<table>\n<tr><th>Shape</th><th>Severity</th><th>What must hold</th><th>What to do</th></tr>"
    for shape in sorted(index.forward(MESSAGE)):
        severity = (index.value(shape, f"<{SH}severity>") or "").rpartition("#")[2].strip(">").lower()
        beyond = " (beyond SHACL Core)" if index.values(shape, CHARACTERS) else ""
        local = shape.rpartition("#")[2].strip(">")
        message, remedy = made.text(shape, MESSAGE[1:-1]), made.text(shape, REMEDY[1:-1])
        yield f"<tr><td><code>{local}</code></td><td>{severity}</td><td>{message}{beyond}</td><td>{remedy}</td></tr>"
    yield "</table>"


def main(arguments: list[str], say: Callable[[str], object] = sys.stdout.write) -> int:
    """Writes the page to the path given, or with `--check` compares: 1 where it differs."""
    paths = [Path(argument) for argument in arguments if argument != "--check"]
    made = page()
    if "--check" in arguments:
        return int(any(not path.is_file() or path.read_text("utf-8") != made for path in paths))
    for path in paths:
        path.write_text(made, "utf-8", newline="\n")
    if not paths:
        say(made)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
