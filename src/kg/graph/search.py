"""Full-text search over labels and sentences, in all languages at once.

A word is found whatever its case, accents or inflection: each is kept as printed and as its stem, both folded, and what
is sought is stemmed in every language (Snowball). Words of four letters and more also find what begins with them. The
index is a private SQLite database (FTS5) that vanishes when it is closed.
"""

from __future__ import annotations

import re
import sqlite3
import threading
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Final

from kg.graph.iris import ONTOLOGY

# Languages of texts by their BCP 47 code, with the name of their Snowball stemmer
STEMMERS: Final = {
    "nb": "norwegian",
    "nn": "norwegian",
    "no": "norwegian",
    "da": "danish",
    "sv": "swedish",
    "fi": "finnish",
    "de": "german",
    "en": "english",
    "ru": "russian",
}
FACETS: Final = ("channel", "country", "organization", "period")
_WORD: Final = re.compile(r"\w+")
_SHORTEST: Final = 4  # letters of a word that may be a beginning
_LETTERS: Final = str.maketrans({"ß": "ss", "æ": "ae", "ø": "o", "đ": "d", "ł": "l", "ı": "i"})
_BATCH: Final = 5000
_STEMMING: Final = threading.Lock()  # a stemmer holds the word that it works on

_PREFIXES: Final = f"""PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX kg: <{ONTOLOGY}>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""
_LABELS: Final = """SELECT DISTINCT ?thing ?label WHERE {
  ?thing rdfs:label|skos:prefLabel|skos:altLabel|dcterms:title|dcterms:description ?label .
  FILTER NOT EXISTS { ?thing prov:wasDerivedFrom ?sentence }
  FILTER(STRSTARTS(STR(?thing), "%s") || STRSTARTS(STR(?thing), "https://w3id.org/surveykg/id/"))
} ORDER BY ?thing ?label"""
_SENTENCES: Final = "SELECT ?s ?text WHERE { ?s a kg:Sentence ; kg:text ?text } ORDER BY ?s"
_FACETS: Final = {
    "channel": "?f prov:wasDerivedFrom ?s ; kg:aboutChannel|kg:channel ?v",
    "country": "?f prov:wasDerivedFrom ?s ; kg:population/kg:country ?v",
    "organization": "?f prov:wasDerivedFrom ?s ; kg:organization ?v",
    "period": "?f prov:wasDerivedFrom ?s ; kg:period ?v",
}
_ABOUT: Final = {
    "channel": "?f kg:organization|kg:survey|kg:population ?s ; kg:channel ?v",
    "country": "?f kg:organization|kg:survey ?s ; kg:population/kg:country ?v",
    "organization": "?f kg:survey|kg:population ?s ; kg:organization ?v",
    "period": "?f kg:organization|kg:survey|kg:population ?s ; kg:period ?v",
}


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found: the IRI of a labelled thing or a sentence, its text and language, the words that matched."""

    iri: str
    text: str
    language: str
    is_sentence: bool
    marks: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A page of hits, best first, how many there are, and by facet how many have each value."""

    hits: tuple[Hit, ...]
    total: int
    facets: Mapping[str, tuple[tuple[str, int], ...]]


class Index:
    """The words of a graph. It may be asked from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._base = sqlite3.connect("", check_same_thread=False)
        self._base.executescript(
            """CREATE TABLE entry (id INTEGER PRIMARY KEY, iri TEXT, text TEXT, language TEXT, sentence INTEGER);
            CREATE VIRTUAL TABLE words USING fts5(forms, content='', tokenize="unicode61 remove_diacritics 0");
            CREATE TABLE facet (id INTEGER, kind TEXT, value TEXT);"""
        )

    def close(self) -> None:
        """Gives the memory back."""
        with self._lock:
            self._base.close()

    def add(self, entries: Iterable[tuple[str, str, str, bool]], facets: Iterable[tuple[str, str, str]] = ()) -> None:
        """Adds entries (IRI, text, language, whether it is a sentence) and facets (IRI, kind, value)."""
        with self._lock, self._base:
            for iri, text, language, is_sentence in entries:
                given = (iri, text, language, is_sentence)
                cursor = self._base.execute(
                    "INSERT INTO entry (iri, text, language, sentence) VALUES (?, ?, ?, ?)", given
                )
                forms = " ".join(form for word in words(text) for form in sorted(forms_of(word, language)))
                self._base.execute("INSERT INTO words (rowid, forms) VALUES (?, ?)", (cursor.lastrowid, forms))
            self._base.execute("CREATE INDEX IF NOT EXISTS by_iri ON entry (iri)")
            self._base.executemany(
                "INSERT INTO facet SELECT id, ?2, ?3 FROM entry WHERE iri = ?1", ((i, kind, v) for i, kind, v in facets)
            )
            self._base.execute("CREATE INDEX IF NOT EXISTS by_id ON facet (id, kind, value)")

    def find(self, sought: str, chosen: Mapping[str, str] | None = None, limit: int = 25, offset: int = 0) -> Found:
        """What holds all the words sought, or begins with them, and has the chosen value of each facet."""
        terms = words(sought)[:16]
        if not terms:
            return Found((), 0, {})
        for widen in (False, True):
            match = " AND ".join(_alternatives(term, widen) for term in terms)
            found = self._matching(match, chosen or {}, limit, offset, terms)
            if found.total:
                return found
        return found

    def _matching(self, match: str, chosen: Mapping[str, str], limit: int, offset: int, terms: Sequence[str]) -> Found:
        narrow = "".join(
            f" AND id IN (SELECT id FROM facet WHERE kind = ?{2 * n + 2} AND value = ?{2 * n + 3})"
            for n in range(len(chosen))
        )
        given = [match, *(part for pair in chosen.items() for part in pair)]
        where = f"FROM words JOIN entry ON entry.id = words.rowid WHERE words MATCH ?1{narrow}"
        with self._lock:
            (total,) = self._base.execute(f"SELECT COUNT(*) {where}", given).fetchone()
            rows = self._base.execute(
                f"SELECT iri, text, language, sentence {where} ORDER BY sentence, bm25(words), iri, text "
                f"LIMIT {int(limit)} OFFSET {int(offset)}",
                given,
            ).fetchall()
            counted = self._base.execute(
                f"SELECT kind, value, COUNT(DISTINCT id) AS n FROM facet WHERE id IN (SELECT id {where}) "
                "GROUP BY kind, value ORDER BY kind, n DESC, value",
                given,
            ).fetchall()
        facets = {kind: tuple((value, n) for k, value, n in counted if k == kind) for kind in FACETS}
        hits = tuple(
            Hit(iri, text, language, bool(is_sentence), tuple(_marks(text, language, terms)))
            for iri, text, language, is_sentence in rows
        )
        return Found(hits, total, facets)


def build(store: Any) -> Index:
    """The index of all labels and sentences of a store."""
    index = Index()
    index.add(_entries(store, _LABELS % ONTOLOGY, is_sentence=False), _facets(store, _ABOUT))
    index.add(_entries(store, _SENTENCES, is_sentence=True), _facets(store, _FACETS))
    return index


def _entries(store: Any, query: str, *, is_sentence: bool) -> Iterator[tuple[str, str, str, bool]]:
    for thing, text in _rows(store, query):
        yield thing.value, text.value, (getattr(text, "language", None) or "").lower(), is_sentence


def _facets(store: Any, patterns: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    for kind, pattern in patterns.items():
        for thing, value in _rows(store, f"SELECT DISTINCT ?s ?v WHERE {{ {pattern} }} ORDER BY ?s ?v"):
            yield thing.value, kind, value.value


def _rows(store: Any, query: str) -> Iterator[tuple[Any, ...]]:
    """The rows of a query, fetched in batches."""
    offset = 0
    while True:
        rows = store.select(f"{_PREFIXES}{query} LIMIT {_BATCH} OFFSET {offset}").rows
        yield from rows
        if len(rows) < _BATCH:
            return
        offset += _BATCH


def words(text: str) -> list[str]:
    """The words of a text in lower case."""
    return _WORD.findall(unicodedata.normalize("NFC", text).lower().replace("_", " "))


def fold(word: str) -> str:
    """A word without case and accents.

    >>> fold("Größe"), fold("Ärende"), fold("Ёлка")
    ('grosse', 'arende', 'елка')
    """
    plain = unicodedata.normalize("NFKD", word.lower().translate(_LETTERS))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def forms_of(word: str, language: str) -> frozenset[str]:
    """The folded forms under which a word of a language is kept: the word and its stem."""
    return frozenset({fold(word), *_stems(word, language.split("-")[0])})


@lru_cache(maxsize=65536)
def _stems(word: str, language: str) -> tuple[str, ...]:
    """Stems of a word as printed and of it without accents, folded."""
    name = STEMMERS.get(language)
    if name is None:
        return ()
    with _STEMMING:
        return tuple({fold(_stemmer(name).stemWord(each)) for each in (word, fold(word))})


@cache
def _stemmer(name: str) -> Any:
    import snowballstemmer

    return snowballstemmer.stemmer(name)


def _sought(term: str) -> set[str]:
    return {fold(term), *(stem for language in STEMMERS for stem in _stems(term, language))}


def _alternatives(term: str, widen: bool) -> str:
    """What a word sought may look like in the index, as FTS5: its forms, what begins with it, or with its beginning."""
    forms = {form for form in _sought(term) if form}
    plain = fold(term)
    parts = [f'"{form}"' for form in sorted(forms)]
    if len(plain) >= _SHORTEST:
        parts.append(f'"{plain}" *')
    if widen:
        shortest = min((form for form in forms if len(form) >= _SHORTEST), key=len, default="")
        cut = max(_SHORTEST, len(shortest) - 1)
        if len(shortest) >= _SHORTEST:
            parts.append(f'"{shortest[:cut]}" *')
    return f"({' OR '.join(parts)})" if parts else '""'


def _marks(text: str, language: str, terms: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The words of a text that match; offsets are those of the text as it is."""
    wanted = [(fold(term), _sought(term)) for term in terms]
    for match in _WORD.finditer(text):
        word = match[0].lower()
        plain, forms = fold(word), forms_of(word, language)
        for start, sought in wanted:
            if forms & sought or (len(start) >= _SHORTEST and plain.startswith(start[: max(_SHORTEST, len(start))])):
                yield match.start(), match.end()
                break
