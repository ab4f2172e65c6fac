"""What a build remembers in `graph/.state`: pieces and inferences, by the hash of what they depend on.

An SQLite file that can be lost or thrown away at any time: a build without it makes all again, to the same bytes. It
also sorts what does not fit in memory. Kills leave it whole (SQLite's journal), with what was committed before them.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NamedTuple, Self

from kg.graph.populate import Entry

_VERSION: Final = 3
_TABLES: Final = """
CREATE TABLE IF NOT EXISTS piece (
    key TEXT PRIMARY KEY, language TEXT, sha256 TEXT, counts TEXT, entries TEXT, names TEXT, acronyms TEXT, file BLOB
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS inference (key TEXT PRIMARY KEY, facts TEXT, data BLOB) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS document (name TEXT PRIMARY KEY, plain TEXT, final TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS entry (
    kind TEXT, family TEXT, iri TEXT, document TEXT, facts TEXT, PRIMARY KEY (kind, family, iri, document, facts)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS entry_document ON entry (document);
CREATE TABLE IF NOT EXISTS name (
    language TEXT, slug TEXT, document TEXT, PRIMARY KEY (language, slug, document)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS name_document ON name (document);
CREATE TABLE IF NOT EXISTS acronym (
    language TEXT, slug TEXT, target TEXT, document TEXT, PRIMARY KEY (language, slug, target, document)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS acronym_document ON acronym (document);
CREATE TABLE IF NOT EXISTS checked (key TEXT PRIMARY KEY, counts TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS file (
    path TEXT PRIMARY KEY, inode INTEGER, changed INTEGER, size INTEGER, sha256 TEXT
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS memo (key TEXT PRIMARY KEY, data BLOB) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Piece:
    """What one text gives: its Turtle file, entries about shared entities, and counts of its triples.

    `names` are slugs of the organizations that it names, `acronyms` pairs of slugs, of an acronym and of what it is
    short for; both before aliases.
    """

    language: str
    turtle: bytes
    entries: tuple[Entry, ...]
    names: tuple[str, ...]
    acronyms: tuple[tuple[str, str], ...]
    counts: Counts

    def row(self) -> Row:
        """The piece as the state keeps it."""
        return (
            self.language,
            hashlib.sha256(self.turtle).hexdigest(),
            _json(self.counts.facts()),
            _json([[entry.kind, entry.family, entry.iri, entry.facts] for entry in self.entries]),
            _json(self.names),
            _json(self.acronyms),
            pack(self.turtle),
        )


Row = tuple[str, str, str, str, str, str, bytes]


class Fingerprint(NamedTuple):
    """How a file looked when its hash was taken: inode, time of the last change in nanoseconds, size."""

    inode: int
    changed: int
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Counts:
    """How many triples there are: in all, of each property, and of each class in the types."""

    triples: int
    properties: dict[str, int]
    classes: dict[str, int]

    def facts(self) -> list[object]:
        """As JSON values."""
        return [self.triples, self.properties, self.classes]


class State:
    """The open file. Use as a context manager; what is not committed is lost."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._database = _opened(path)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file, giving up what is not committed."""
        self._database.close()

    def commit(self) -> None:
        """Keep what was put in."""
        self._database.commit()

    def has_piece(self, key: str) -> bool:
        """Whether there is a piece."""
        return self._database.execute("SELECT 1 FROM piece WHERE key = ?", (key,)).fetchone() is not None

    def put_piece(self, key: str, row: Row) -> None:
        """Keep a piece."""
        self._database.execute("INSERT OR REPLACE INTO piece VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (key, *row))

    def outline(self, key: str) -> tuple[str, Counts]:
        """Hash of the file and counts of a piece that is there."""
        sha256, counts = self._one("SELECT sha256, counts FROM piece WHERE key = ?", key)
        return sha256, Counts(*json.loads(counts))

    def turtle(self, key: str) -> bytes:
        """The file of a piece that is there."""
        (packed,) = self._one("SELECT file FROM piece WHERE key = ?", key)
        return unpack(packed)

    def spell(self, key: str) -> tuple[str, tuple[str, ...]]:
        """Language and names of a piece that is there."""
        language, names = self._one("SELECT language, names FROM piece WHERE key = ?", key)
        return language, tuple(json.loads(names))

    def name(self, document: str, plain: str) -> None:
        """Say which piece, before aliases, a document is; pieces named here must be there."""
        known = self._database.execute("SELECT plain FROM document WHERE name = ?", (document,)).fetchone()
        if known is not None and known[0] == plain:
            return
        self.remove(document)
        language, names, acronyms = self._one("SELECT language, names, acronyms FROM piece WHERE key = ?", plain)
        self._database.execute("INSERT INTO document VALUES (?, ?, '')", (document, plain))
        rows = [(language, slug, document) for slug in json.loads(names)]
        self._database.executemany("INSERT OR IGNORE INTO name VALUES (?, ?, ?)", rows)
        short = [(language, slug, target, document) for slug, target in json.loads(acronyms)]
        self._database.executemany("INSERT OR IGNORE INTO acronym VALUES (?, ?, ?, ?)", short)

    def finish(self, document: str, final: str) -> None:
        """Say which piece, after aliases, a named document is."""
        (known,) = self._one("SELECT final FROM document WHERE name = ?", document)
        if known == final:
            return
        (entries,) = self._one("SELECT entries FROM piece WHERE key = ?", final)
        rows = [(kind, family, target, document, _json(facts)) for kind, family, target, facts in json.loads(entries)]
        self._database.execute("DELETE FROM entry WHERE document = ?", (document,))
        self._database.execute("UPDATE document SET final = ? WHERE name = ?", (final, document))
        self._database.executemany("INSERT OR IGNORE INTO entry VALUES (?, ?, ?, ?, ?)", rows)

    def remove(self, document: str) -> None:
        """Forget what a document said."""
        self._database.execute("DELETE FROM document WHERE name = ?", (document,))
        for table in ("entry", "name", "acronym"):
            self._database.execute(f"DELETE FROM {table} WHERE document = ?", (document,))

    def documents(self) -> list[str]:
        """The names of documents."""
        return [row[0] for row in self._database.execute("SELECT name FROM document")]

    def acronyms(self) -> list[tuple[str, str, str]]:
        """(language, slug of an acronym, slug of what it is short for), sorted, each once."""
        query = "SELECT DISTINCT language, slug, target FROM acronym ORDER BY language, slug, target"
        return list(self._database.execute(query))

    def naming(self, language: str, slug: str) -> list[str]:
        """The documents in a language that name an organization by this slug."""
        query = "SELECT document FROM name WHERE language = ? AND slug = ? ORDER BY document"
        return [row[0] for row in self._database.execute(query, (language, slug))]

    def entries(self) -> Iterator[Entry]:
        """All entries by kind, family and IRI; equal ones of several documents come as often."""
        query = "SELECT kind, family, iri, facts FROM entry ORDER BY kind, family, iri, document, facts"
        for kind, family, target, facts in self._database.execute(query):
            yield Entry(kind, family, target, tuple((key, value) for key, value in json.loads(facts)))

    def entries_of(self, document: str) -> list[Entry]:
        """The entries of one document."""
        query = "SELECT kind, family, iri, facts FROM entry WHERE document = ? ORDER BY kind, family, iri, facts"
        return [
            Entry(kind, family, target, tuple((key, value) for key, value in json.loads(facts)))
            for kind, family, target, facts in self._database.execute(query, (document,))
        ]

    def entities_of(self, document: str) -> list[str]:
        """The IRIs of the entities of one document."""
        query = "SELECT DISTINCT iri FROM entry WHERE document = ? ORDER BY iri"
        return [row[0] for row in self._database.execute(query, (document,))]

    def memo(self, key: str) -> bytes | None:
        """What was kept under a key."""
        row = self._database.execute("SELECT data FROM memo WHERE key = ?", (key,)).fetchone()
        return zlib.decompress(row[0]) if row else None

    def put_memo(self, kind: str, key: str, data: bytes) -> None:
        """Keep data under a key, instead of what was kept before of its kind (the key's beginning)."""
        self._database.execute("DELETE FROM memo WHERE substr(key, 1, ?) = ?", (len(kind), kind))
        self._database.execute("INSERT OR REPLACE INTO memo VALUES (?, ?)", (key, zlib.compress(data, 1)))

    def has_inference(self, key: str) -> bool:
        """Whether there is an inference."""
        return self._database.execute("SELECT 1 FROM inference WHERE key = ?", (key,)).fetchone() is not None

    def inference_facts(self, key: str) -> str:
        """The facts of an inference that is there."""
        (facts,) = self._one("SELECT facts FROM inference WHERE key = ?", key)
        return str(facts)

    def statements(self, key: str) -> str:
        """The statements of an inference that is there."""
        (data,) = self._one("SELECT data FROM inference WHERE key = ?", key)
        return unpack(data).decode()

    def put_inference(self, key: str, facts: str, data: bytes) -> None:
        """Keep an inference."""
        self._database.execute("INSERT OR REPLACE INTO inference VALUES (?, ?, ?)", (key, facts, data))

    def checked(self, key: str) -> dict[str, int] | None:
        """How often each shape was checked in a part that was found clean."""
        row = self._database.execute("SELECT counts FROM checked WHERE key = ?", (key,)).fetchone()
        return None if row is None else json.loads(row[0])

    def put_checked(self, key: str, counts: Mapping[str, int]) -> None:
        """Keep that a part is clean."""
        self._database.execute("INSERT OR REPLACE INTO checked VALUES (?, ?)", (key, _json(dict(counts))))

    def tidy_checked(self, keys: Iterable[str]) -> None:
        """Forget the parts other than those given."""
        self._drop_others("checked", keys)

    def files(self) -> dict[str, Fingerprint]:
        """How the files of the folder looked when a build last wrote it."""
        rows = self._database.execute("SELECT path, inode, changed, size, sha256 FROM file")
        return {row[0]: Fingerprint(*row[1:]) for row in rows}

    def put_files(self, before: Mapping[str, Fingerprint], after: Mapping[str, Fingerprint]) -> None:
        """Keep how files look, where they looked otherwise."""
        gone = [(path,) for path in before if path not in after]
        self._database.executemany("DELETE FROM file WHERE path = ?", gone)
        come = [(path, *seen) for path, seen in after.items() if before.get(path) != seen]
        self._database.executemany("INSERT OR REPLACE INTO file VALUES (?, ?, ?, ?, ?)", come)

    def sorter(self, name: str) -> Sorter:
        """A table that sorts text blocks by key, on disk where they are many."""
        return Sorter(self._database, name)

    def tidy(self, inferences: Iterable[str]) -> None:
        """Drop pieces of no document, and inferences other than those given."""
        self._drop_others("inference", inferences)
        self._database.execute(
            "DELETE FROM piece WHERE key NOT IN (SELECT plain FROM document UNION SELECT final FROM document)"
        )

    def _drop_others(self, table: str, keys: Iterable[str]) -> None:
        self._database.execute("CREATE TEMP TABLE used (key TEXT PRIMARY KEY) WITHOUT ROWID")
        self._database.executemany("INSERT OR IGNORE INTO used VALUES (?)", ((key,) for key in keys))
        self._database.execute(f"DELETE FROM {table} WHERE key NOT IN (SELECT key FROM used)")
        self._database.execute("DROP TABLE used")

    def _one(self, query: str, key: str) -> Any:
        return self._database.execute(query, (key,)).fetchone()


class Sorter:
    """Rows of texts, sorted by code points and without repetition."""

    def __init__(self, database: sqlite3.Connection, name: str) -> None:
        self._database, self._name = database, name
        database.execute(f"DROP TABLE IF EXISTS temp.{name}")
        database.execute(f"CREATE TEMP TABLE {name} (a TEXT, b TEXT, c TEXT, PRIMARY KEY (a, b, c)) WITHOUT ROWID")

    def add(self, rows: Iterable[Sequence[str]]) -> None:
        """Put in rows of three texts."""
        self._database.executemany(f"INSERT OR IGNORE INTO temp.{self._name} VALUES (?, ?, ?)", rows)

    def __iter__(self) -> Iterator[tuple[str, str, str]]:
        yield from self._database.execute(f"SELECT a, b, c FROM temp.{self._name} ORDER BY a, b, c")


def pack(data: bytes) -> bytes:
    """Data as the state keeps it."""
    return zlib.compress(data, 1)


def unpack(data: bytes) -> bytes:
    """What `pack` packed."""
    return zlib.decompress(data)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _opened(path: Path) -> sqlite3.Connection:
    try:
        return _connected(path)
    except sqlite3.DatabaseError as error:
        if "disk" in str(error) or "unable" in str(error):  # full or unreadable, not damaged
            raise
        for suffix in ("", "-journal", "-wal", "-shm"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
        return _connected(path)


def _connected(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path)
    try:
        (version,) = database.execute("PRAGMA user_version").fetchone()
        if version not in (0, _VERSION):
            raise sqlite3.DatabaseError("of another version")
        database.executescript(_TABLES)
        database.execute(f"PRAGMA user_version = {_VERSION}")
        database.execute("SELECT count(*) FROM document").fetchone()
    except BaseException:
        database.close()
        raise
    return database
