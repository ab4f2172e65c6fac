"""What is verified is proved from characters; what is changed is found."""

from __future__ import annotations

import hashlib
import json
import random
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from kg.errors import GraphError
from kg.graph.build import build
from kg.graph.folder import files_of
from kg.graph.verify import Verification, verify
from kg.model import Document, Extraction

Gold = Callable[[Document], Extraction]
FLIPS = 1000


@pytest.fixture(scope="module")
def gold(gold_extractions: dict[str, Extraction]) -> Gold:
    def extract(document: Document) -> Extraction:
        return gold_extractions[document.name]

    return extract


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory, seed_extractions: tuple[Extraction, ...]) -> Path:
    folder = tmp_path_factory.mktemp("texts")
    for extraction in seed_extractions:
        (folder / f"{extraction.document.name}.txt").write_bytes(extraction.document.text.encode())
    return folder


@pytest.fixture(scope="module")
def built(texts: Path, gold: Gold, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("verify") / "graph"
    assert build([texts], folder, extract=gold, validate=False).ok
    return folder


@pytest.fixture
def graph(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built, tmp_path / "graph", ignore=shutil.ignore_patterns(".*")))


def sign(graph: Path) -> None:
    """Make SHA256SUMS and the checksums of the catalogue right for what is there, as a forger would."""
    catalog = (graph / "catalog.ttl").read_text("utf-8")
    for path in ("build.ttl", "inferred.ttl", "ontology.ttl", "shared.ttl", "surveykg.trig"):
        data = (graph / path).read_bytes()
        digest = hashlib.sha256(data).hexdigest()
        catalog = re.sub(rf'(<checksum/{path}>[^.]*?checksumValue ")[0-9a-f]+', rf"\g<1>{digest}", catalog)
        catalog = re.sub(rf'(<distribution/{path}>.*?byteSize ")\d+', rf"\g<1>{len(data)}", catalog, flags=re.DOTALL)
    (graph / "catalog.ttl").write_text(catalog, "utf-8")
    paths = [path for path in files_of(graph) if path != "SHA256SUMS"]
    lines = [f"{hashlib.sha256((graph / path).read_bytes()).hexdigest()}  {path}\n" for path in paths]
    (graph / "SHA256SUMS").write_text("".join(lines), "utf-8")


def replaced(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def told(result: Verification) -> str:
    return "\n".join(map(str, result.findings))


def test_what_was_built_is_proved(built: Path, texts: Path, gold: Gold) -> None:
    result = verify(built, [texts], extract=gold)
    assert result.ok, told(result)
    assert (result.documents, result.measurements) == (5, 55)
    assert result.summary().startswith("55 measurements in 5 documents proved from")


def test_a_digit_changed_anywhere_is_found_every_time(graph: Path, gold: Gold) -> None:
    chance = random.Random(20240229)
    places = [
        (path, place.start())
        for path in files_of(graph)
        for place in re.finditer(rb"[0-9]", (graph / path).read_bytes())
    ]
    by_file: dict[str, list[int]] = {}
    for path, place in places:
        by_file.setdefault(path, []).append(place)
    paths = sorted(by_file)
    for number in range(FLIPS):
        path = paths[number % len(paths)]  # every file as often, at any of its digits
        place = chance.choice(by_file[path])
        data = (graph / path).read_bytes()
        digit = chance.choice([other for other in b"0123456789" if other != data[place]])
        (graph / path).write_bytes(data[:place] + bytes([digit]) + data[place + 1 :])
        findings = verify(graph, extract=gold).findings
        assert findings, f"{path} at byte {place}: {chr(data[place])} became {chr(digit)}"
        (graph / path).write_bytes(data)
    assert verify(graph, extract=gold).ok


def test_a_digit_changed_in_a_text_and_signed_is_found_every_time(graph: Path, gold: Gold) -> None:
    chance = random.Random(3)
    for number in range(60):
        path = sorted((graph / "texts").iterdir())[number % 5]
        data = path.read_bytes()
        place = chance.choice([place.start() for place in re.finditer(rb"[0-9]", data)])
        path.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
        sign(graph)
        assert any(f"texts/{path.name}" in finding.path or "sha256" in finding.found
                   for finding in verify(graph, extract=gold).findings)  # fmt: skip
        path.write_bytes(data)


@pytest.mark.parametrize(
    ("path", "old", "new", "words"),
    [
        ("documents", 'kg:value "89"', 'kg:value "88"', "found 88 percent, expected 89 percent"),
        ("documents", 'kg:printedValue "89 prosent"', 'kg:printedValue "88 prosent"', "expected '89 prosent'"),
        ("documents", 'oa:exact "89 prosent"', 'oa:exact "88 prosent"', "exact '88 prosent'"),
        ("documents", "kg:unit unit:percent", "kg:unit unit:count", "expected 50 percent"),
        ("documents", '"89 prosent" ;\n    oa:prefix', '"89 prosent" ;\n    oa:suffix', "prefix none"),
        ("documents", "kg:end 40 ;", "kg:end 41 ;", "found end '41', expected '40'"),
        ("documents", "oa:start 116", "oa:start 117", "start '117'"),
        ("documents", "kg:mention <#char=116,126>", "kg:mention <#char=116,127>", "mention"),
        ("documents", "<#char=0,40>\n    a", "<#char=0,39>\n    a", "expected"),
        ("documents", "i underkant av 2 millioner personer", "i underkant av 3 millioner personer", "text"),
        ("shared.ttl", "a kg:Organization", "a kg:Survey", "inference"),
        ("shared.ttl", "#char=", "#char=9", "one of a document"),
        ("inferred.ttl", "kg:aboutMeasure measure:", "kg:aboutMeasure measure:x", "an inference that does not follow"),
        ("inferred.ttl", "\n\n<document", "\n\n<documents", "no inference"),
        ("surveykg.trig", 'kg:value "89"', 'kg:value "88"', "those of the Turtle files"),
    ],
)
def test_a_change_that_is_signed_is_found_by_what_it_says(
    graph: Path, gold: Gold, path: str, old: str, new: str, words: str
) -> None:
    file = graph / path
    if path == "documents":
        file = next(file for file in sorted(file.iterdir()) if old in file.read_text("utf-8"))
    replaced(file, old, new)
    sign(graph)
    assert words in told(verify(graph, extract=gold))


def test_values_are_derived_from_the_quote_not_from_the_graph(graph: Path, gold: Gold) -> None:
    """The forger changes the value everywhere; the words of the text still say what they say."""
    for path in (*(graph / "documents").iterdir(), graph / "surveykg.trig"):
        text = path.read_text("utf-8")
        path.write_text(re.sub(r'kg:value "89"', 'kg:value "98"', text), "utf-8")
    sign(graph)
    assert "found 98 percent, expected 89 percent" in told(verify(graph, extract=gold))


def test_files_that_are_missing_or_unlisted_are_found(graph: Path, gold: Gold) -> None:
    (graph / "texts" / "more.txt").write_text("more")
    (graph / "build.ttl").unlink()
    found = told(verify(graph, extract=gold))
    assert "texts/more.txt: found a file that SHA256SUMS does not list" in found
    assert "texts/more.txt: found a text without a graph" in found
    assert "build.ttl: found no such file" in found


def test_a_text_without_its_graph_and_a_graph_without_its_text_are_found(graph: Path, gold: Gold) -> None:
    documents = sorted((graph / "documents").iterdir())
    documents[0].unlink()
    (graph / "texts" / f"{documents[1].stem}.txt").unlink()
    sign(graph)
    found = told(verify(graph, extract=gold))
    assert f"texts/{documents[0].stem}.txt: found a text without a graph" in found
    assert f"texts/{documents[1].stem}.txt: found no such file" in found


def test_damaged_files_are_findings_not_crashes(graph: Path, gold: Gold) -> None:
    for path in files_of(graph):
        (graph / path).write_bytes(b"\xff\xfe rubbish")
    result = verify(graph, extract=gold)
    assert {finding.path for finding in result.findings} >= {"SHA256SUMS", "shared.ttl", "ontology.ttl"}


def test_texts_are_compared_with_their_sources(graph: Path, gold: Gold, texts: Path, tmp_path: Path) -> None:
    sources = Path(shutil.copytree(texts, tmp_path / "sources"))
    first, second, *_ = sorted(sources.iterdir())
    replaced(first, "89 prosent", "88 prosent")
    second.unlink()
    (sources / "new.txt").write_text("new", "utf-8")
    (sources / "empty.txt").write_bytes(b"")
    found = told(verify(graph, [sources], extract=gold))
    assert re.search(rf"texts/{first.name}: character \d+, line 12: found a text other than its source", found)
    assert f"documents/{second.stem}.ttl: {second.stem}: found no source" in found
    assert "new.txt: new: found a text that is not in the graph" in found
    assert "empty.txt" in found


def test_findings_are_plain_values_too(graph: Path, gold: Gold) -> None:
    replaced(graph / "build.ttl", "0.1.0", "0.1.1")
    (finding, *_) = verify(graph, extract=gold).findings
    assert set(json.loads(json.dumps(finding.facts()))) == {"path", "subject", "found", "expected"}


def test_where_there_is_no_graph_it_is_told(tmp_path: Path) -> None:
    with pytest.raises(GraphError, match="no graph"):
        verify(tmp_path)
