"""The search page: labels and sentences in all languages, narrowed by channel, country, organization and period."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from markupsafe import Markup
from starlette.responses import Response

from kg.graph.search import FACETS, Found, Index, build
from kg.questions.labels import labels
from kg.questions.terms import iri, is_iri
from kg.questions.words import word
from kg.server.pages.marking import Mark, marked
from kg.server.pages.site import Visit, rendered

ON_PAGE = 25
VALUES = 12  # of a facet that are shown


@dataclass(frozen=True, slots=True)
class Result:
    """A hit with its page."""

    html: Markup
    address: str
    label: str
    kind: str
    language: str
    is_sentence: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """A facet: its values with labels and numbers, and the one chosen."""

    name: str
    heading: str
    values: tuple[tuple[str, str, int], ...]
    more: int
    chosen: str
    chosen_label: str


class Searcher:
    """Keeps the index of the graph as it is now; a changed graph gets a new one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._state = ""
        self._index: Index | None = None

    def _current(self, visit: Visit) -> Index:
        with self._lock:
            state = visit.state
            if self._index is None or self._state != state:
                fresh = build(visit.source.store)
                self._index, self._state = fresh, state
            return self._index

    def page(self, visit: Visit) -> Response:
        """What was found for the words `q`."""
        sought = visit.parameter("q")[:300]
        chosen = {name: visit.parameter(name) for name in FACETS if visit.parameter(name)}
        page = visit.number("page", 1, 10_000)
        found = self._current(visit).find(sought, chosen, ON_PAGE, (page - 1) * ON_PAGE) if sought else Found((), 0, {})
        return rendered(
            visit.request,
            visit.reader,
            "search.html",
            sought=sought,
            results=_results(visit, found),
            total=found.total,
            facets=_facets(visit, found, chosen),
            page=page,
            pages=-(-found.total // ON_PAGE),
            first=(page - 1) * ON_PAGE,
        )


def _results(visit: Visit, found: Found) -> list[Result]:
    documents = {hit.iri.partition("#")[0] for hit in found.hits if hit.is_sentence}
    names = labels(visit.source, {iri(each) for each in documents}, visit.language)
    results = []
    for hit in found.hits:
        marks = [Mark(begin, end, "hit") for begin, end in hit.marks]
        kind = visit.addresses.kind(hit.iri)
        results.append(
            Result(
                html=marked(hit.text, 0, len(hit.text), marks),
                address=visit.addresses.of(hit.iri),
                label=names.get(iri(hit.iri.partition("#")[0]), ""),
                kind=word(visit.language, "heading", kind, default=kind.replace("_", " ")),
                language=hit.language,
                is_sentence=hit.is_sentence,
            )
        )
    return results


def _facets(visit: Visit, found: Found, chosen: dict[str, str]) -> list[Facet]:
    values = {value for items in found.facets.values() for value, _ in items if "://" in value}
    values |= {value for value in chosen.values() if "://" in value}
    names = labels(visit.source, {iri(value) for value in values if is_iri(value)}, visit.language)
    facets = []
    for name in FACETS:
        items = found.facets.get(name, ())
        shown = tuple((value, names.get(iri(value), value), count) for value, count in items[:VALUES])
        heading = word(visit.language, "heading", name, default=name)
        picked = chosen.get(name, "")
        label = names.get(iri(picked), picked) if picked else ""
        if shown or picked:
            facets.append(Facet(name, heading, shown, max(0, len(items) - VALUES), picked, label))
    return facets
