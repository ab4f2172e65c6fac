"""A build gives the same bytes for the same texts, makes only what changed, and never leaves half a folder."""

from __future__ import annotations

import hashlib
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pyoxigraph
import pytest

from kg.errors import GraphError
from kg.graph import folder as folders
from kg.graph.build import BuildReport, build
from kg.graph.iris import Base
from kg.graph.store import open_store, store_path
from kg.model import Document, Extraction

HERE = Path(__file__).parent
SCRIPT = (
    "import sys; sys.path.insert(0, {here!r}); from simple import extract; from kg.graph.build import build; "
    "report = build({sources!r}, {graph!r}, extract=extract, validate=False, jobs={jobs}); print(report.summary())"
)

Make = Callable[..., BuildReport]


@pytest.fixture(scope="module")
def simple() -> Callable[[Document], Extraction]:
    sys.path.insert(0, str(HERE))
    try:
        from simple import extract  # type: ignore[import-not-found]
    finally:
        sys.path.remove(str(HERE))
    return extract  # type: ignore[no-any-return]


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "one.txt").write_text("News\n10 percent of people call ABC.\n20 percent of young people too.\n", "utf-8")
    (folder / "two.txt").write_text("All Bank Customers (ABC) tell.\r\n30 percent of people call XYZ 𝄞.\r\n", "utf-8")
    (folder / "three.txt").write_text("Nothing here.\n", "utf-8")
    return folder


@pytest.fixture
def make(tmp_path: Path, texts: Path, simple: Callable[[Document], Extraction]) -> Make:
    def build_with(*sources: str | Path, graph: str = "graph", **options: object) -> BuildReport:
        given = {"validate": False, "extract": simple, "jobs": 1, **options}
        return build(sources or (texts,), tmp_path / graph, **given)  # type: ignore[arg-type]

    return build_with


def content(folder: Path) -> dict[str, bytes]:
    """The files of a graph folder, without store, state and lock."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.relative_to(folder).parts[0].startswith(".")
    }


def quads(graph: Path) -> set[str]:
    """What a graph's store on disk holds."""
    path = store_path(graph)
    assert path is not None and path.is_dir()
    return {str(quad) for quad in pyoxigraph.Store.read_only(str(path))}


def test_the_folder_has_the_files_of_the_design(make: Make, tmp_path: Path) -> None:
    report = make()
    assert sorted(content(tmp_path / "graph")) == [
        "SHA256SUMS",
        "build.ttl",
        "catalog.ttl",
        "documents/one.ttl",
        "documents/three.ttl",
        "documents/two.ttl",
        "inferred.ttl",
        "ontology.ttl",
        "shared.ttl",
        "surveykg.trig",
        "texts/one.txt",
        "texts/three.txt",
        "texts/two.txt",
    ]
    assert (report.documents, report.measurements, report.made, report.ok) == (3, 3, 3, True)
    assert report.summary().startswith("3 documents, 3 measurements,")


def test_texts_are_kept_byte_for_byte(make: Make, texts: Path, tmp_path: Path) -> None:
    make()
    for path in texts.iterdir():
        assert (tmp_path / "graph" / "texts" / path.name).read_bytes() == path.read_bytes()


def test_every_triple_stands_in_one_graph_and_the_trig_file_holds_all(make: Make, tmp_path: Path) -> None:
    report = make()
    graph, base = tmp_path / "graph", Base()
    whole = [
        (quad.graph_name.value, str(quad.triple))
        for quad in pyoxigraph.parse(path=str(graph / "surveykg.trig"), format=pyoxigraph.RdfFormat.TRIG)
    ]
    assert len({triple for _, triple in whole}) == len(whole)
    names = {f"documents/{name}.ttl": base.document_graph(name) for name in ("one", "two", "three")}
    names |= {f"{name}.ttl": base.graph(name) for name in ("build", "inferred", "ontology", "shared")}
    for path, iri in names.items():
        file = pyoxigraph.parse(path=str(graph / path), format=pyoxigraph.RdfFormat.TURTLE)
        assert {str(quad.triple) for quad in file} == {triple for name, triple in whole if name == iri}
    counted = sum(1 for name, _ in whole if name != base.graph("catalog"))
    assert counted == report.triples


def test_checksums_are_those_of_sha256sum(make: Make, tmp_path: Path) -> None:
    make()
    files = content(tmp_path / "graph")
    lines = files.pop("SHA256SUMS").decode().splitlines()
    assert lines == [f"{hashlib.sha256(data).hexdigest()}  {path}" for path, data in sorted(files.items())]


def test_bytes_depend_on_texts_alone(make: Make, texts: Path, tmp_path: Path) -> None:
    make()
    expected = content(tmp_path / "graph")
    (tmp_path / "link").symlink_to(texts)
    spellings = [
        [f"{texts}/../texts"],
        [str(texts / name) for name in ("two.txt", "one.txt", "three.txt")],
        [str(tmp_path / "link")],
    ]
    settings = [
        {"LC_ALL": "C", "TZ": "UTC", "PYTHONHASHSEED": "1"},
        {"LC_ALL": "nb_NO.UTF-8", "TZ": "Asia/Kathmandu", "PYTHONHASHSEED": "2", "PYTHONUTF8": "0"},
        {"LC_ALL": "tr_TR.UTF-8", "TZ": "America/St_Johns", "PYTHONHASHSEED": "3", "LANG": "ru_RU.KOI8-R"},
    ]
    for number, (sources, setting) in enumerate(zip(spellings, settings, strict=True)):
        graph = str(tmp_path / f"other{number}")
        script = SCRIPT.format(here=str(HERE), sources=sources, graph=graph, jobs=number + 1)
        environment = {**os.environ, **setting}
        subprocess.run([sys.executable, "-c", script], env=environment, cwd=tmp_path, check=True, capture_output=True)
        assert content(Path(graph)) == expected


def test_nothing_is_made_twice(make: Make, tmp_path: Path) -> None:
    make()
    before = content(tmp_path / "graph")
    inode = (tmp_path / "graph").stat().st_ino
    report = make()
    assert (report.made, report.kept) == (0, 3)
    assert content(tmp_path / "graph") == before
    assert (tmp_path / "graph").stat().st_ino == inode  # nothing was swapped in either


def test_changes_additions_and_removals_leave_the_bytes_of_a_build_from_nothing(
    make: Make, texts: Path, tmp_path: Path
) -> None:
    chance = random.Random(7)
    make()
    for step in range(12):
        name = chance.choice(["one", "two", "three", "four", "five"])
        path = texts / f"{name}.txt"
        if path.exists() and chance.random() < 0.3:
            path.unlink()
        else:
            line = chance.choice(
                ["{} percent of people call DEF.", "{} percent of young people.", "Do Every Fine (DEF) {}"]
            )
            path.write_text(f"Title {step}\n{line.format(step)}\n", "utf-8")
        make()
        make(graph=f"fresh{step}")
        assert content(tmp_path / "graph") == content(tmp_path / f"fresh{step}")
        assert quads(tmp_path / "graph") == quads(tmp_path / f"fresh{step}")  # of the store, which was changed in place


def test_a_build_without_its_state_gives_the_same_bytes(make: Make, tmp_path: Path) -> None:
    make()
    before = content(tmp_path / "graph")
    state = tmp_path / "graph" / ".state" / "build.sqlite"
    state.write_bytes(b"no database" * 500)
    assert make().made == 3
    state.unlink()
    assert make().made == 3
    assert content(tmp_path / "graph") == before


def test_one_changed_number_changes_one_block(make: Make, texts: Path, tmp_path: Path) -> None:
    make()
    before = content(tmp_path / "graph")
    path = texts / "one.txt"
    path.write_text(path.read_text("utf-8").replace("20 percent", "21 percent"), "utf-8")
    assert make().made == 1
    after = content(tmp_path / "graph")
    changed = {name for name in after if before.get(name) != after[name]}
    assert changed - {"SHA256SUMS", "surveykg.trig", "catalog.ttl"} == {"documents/one.ttl", "texts/one.txt"}
    old, new = (files["documents/one.ttl"].decode().split("\n\n") for files in (before, after))
    assert len(old) == len(new)
    places = [number for number, (one, other) in enumerate(zip(old, new, strict=True)) if one != other]
    subjects = [new[place].splitlines()[0] for place in places]
    begin = path.read_text("utf-8").index("21 percent")
    sentence = f"<#char={begin},{begin + len('21 percent of young people too.')}>"
    assert subjects == ["<>", sentence, f"<#char={begin},{begin + 10}>", f"measurement:{begin}-{begin + 10}"]
    assert places[1:] == list(range(places[1], places[1] + 3))  # the sentence with its figure; and the text's hash
    assert "sha256" in "".join(set(new[places[0]].splitlines()) - set(old[places[0]].splitlines()))


def test_an_acronym_of_another_document_is_resolved_and_forgotten_again(
    make: Make, texts: Path, tmp_path: Path
) -> None:
    make()
    one = tmp_path / "graph" / "documents" / "one.ttl"
    assert "organization:all-bank-customers" in one.read_text("utf-8")
    (texts / "two.txt").unlink()
    make()
    assert "organization:abc" in one.read_text("utf-8")


def test_no_reasoning_leaves_inferences_out(make: Make, tmp_path: Path) -> None:
    report = make(reason=False)
    assert report.inferred == 0 and "inferred.ttl" not in content(tmp_path / "graph")
    assert make().inferred > 0
    make(reason=False)
    assert "inferred.ttl" not in content(tmp_path / "graph")


def test_the_graph_is_valid_and_asked_at_once(make: Make, tmp_path: Path) -> None:
    report = make(validate=True)
    assert report.validation is not None and report.validation.conforms, report.validation.text()
    with open_store(tmp_path / "graph") as store:
        (count,) = store.select(
            "SELECT (COUNT(*) AS ?n) { ?m a <https://w3id.org/surveykg/ontology#Measurement> }"
        ).rows[0]
        assert count.value == "3"  # type: ignore[union-attr]


def test_one_bad_text_is_a_problem_and_the_rest_is_built(make: Make, texts: Path, tmp_path: Path) -> None:
    (texts / "bad.txt").write_bytes(b"\0\1\2")
    (texts / "crash.txt").write_text("CRASH", "utf-8")
    report = make(texts, tmp_path / "missing.txt")
    assert report.documents == 3 and not report.ok and len(report.problems) == 3
    assert "3 problems" in report.summary()
    assert any("ValueError: a text that cannot be worked on" in str(problem) for problem in report.problems)
    assert "texts/crash.txt" not in content(tmp_path / "graph")


def test_where_no_text_can_be_read_the_folder_stays(make: Make, tmp_path: Path) -> None:
    make()
    before = content(tmp_path / "graph")
    report = make(tmp_path / "missing")
    assert not report.written and not report.ok and "unchanged" in report.summary()
    assert content(tmp_path / "graph") == before


def test_an_empty_folder_of_texts_changes_nothing(make: Make, tmp_path: Path) -> None:
    make()
    before = content(tmp_path / "graph")
    (tmp_path / "empty").mkdir()
    report = make(tmp_path / "empty")
    assert (report.written, report.ok) == (False, False)
    assert "unchanged" in report.summary()
    assert content(tmp_path / "graph") == before


def test_documents_can_be_given_as_records(make: Make, tmp_path: Path) -> None:
    text = "5 percent of people call ABC."
    document = Document("ø/1", text, hashlib.sha256(text.encode()).hexdigest(), "x")
    twin = Document("ø/1", "other", hashlib.sha256(b"other").hexdigest(), "y")
    report = make(document, twin, Document("half", "\ud800", "", "z"))
    assert report.documents == 1 and len(report.problems) == 2
    assert "documents/ø%2F1.ttl" in content(tmp_path / "graph")


def test_many_documents_go_to_several_processes_and_a_dead_one_costs_its_text(
    make: Make, texts: Path, tmp_path: Path, simple: Callable[[Document], Extraction]
) -> None:
    for number in range(30):
        padding = "x" * 30_000
        (texts / f"n{number}.txt").write_text(f"{number} percent of people.\n{padding}\n", "utf-8")
    (texts / "deadly.txt").write_text("KILL ME " + "y" * 30_000, "utf-8")

    def deadly(document: Document) -> Extraction:
        if "KILL ME" in document.text:
            os.kill(os.getpid(), signal.SIGKILL)
        return simple(document)

    report = make(extract=deadly, jobs=3)
    assert report.documents == 33 and [str(problem) for problem in report.problems] == [
        "deadly.txt: found a text that could not be worked on (its process ended with -9), expected figures or none"
    ]


def test_a_folder_of_other_files_is_left_alone(make: Make, tmp_path: Path) -> None:
    (tmp_path / "graph").mkdir()
    (tmp_path / "graph" / "thesis.doc").write_text("mine")
    with pytest.raises(GraphError, match=r"other files \(thesis.doc\)"):
        make()
    assert sorted(path.name for path in (tmp_path / "graph").iterdir()) == ["thesis.doc"]


def test_what_others_keep_in_a_graph_folder_stays(make: Make, texts: Path, tmp_path: Path) -> None:
    make()
    (tmp_path / "graph" / "notes").mkdir()
    (tmp_path / "graph" / "notes" / "mine.md").write_text("mine")
    (texts / "three.txt").unlink()
    make()
    assert (tmp_path / "graph" / "notes" / "mine.md").read_text() == "mine"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_told(make: Make, tmp_path: Path) -> None:
    (tmp_path / "closed").mkdir(mode=0o500)
    with pytest.raises(GraphError, match="cannot be written"):
        make(graph="closed/graph")


def test_a_file_in_the_folders_place_is_told(make: Make, tmp_path: Path) -> None:
    (tmp_path / "graph").write_text("a file")
    with pytest.raises(GraphError, match="cannot be written"):
        make()


def test_damaged_files_are_mended(make: Make, tmp_path: Path) -> None:
    make()
    before = content(tmp_path / "graph")
    (tmp_path / "graph" / "documents" / "one.ttl").write_text("rubbish")
    (tmp_path / "graph" / "texts" / "two.txt").unlink()
    make()
    assert content(tmp_path / "graph") == before


def test_readers_keep_the_store_that_they_opened(make: Make, texts: Path, tmp_path: Path) -> None:
    make()
    query = "SELECT ?v { ?m <https://w3id.org/surveykg/ontology#value> ?v } ORDER BY ?v"
    with open_store(tmp_path / "graph") as old:
        before = list(old.select(query))
        (texts / "one.txt").write_text("77 percent of people.\n", "utf-8")
        make()
        assert list(old.select(query)) == before
        with open_store(tmp_path / "graph") as new:
            assert list(new.select(query)) != before


def test_a_second_build_waits_or_says_so(make: Make, tmp_path: Path) -> None:
    import fcntl

    make()
    with (tmp_path / "graph" / ".lock").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        said: list[str] = []
        with pytest.raises(GraphError, match="another build at work"):
            make(wait=0.2, progress=said.append)
        assert any("waiting for another build" in line for line in said)
    assert make().ok


def test_builds_at_once_leave_one_of_their_graphs(tmp_path: Path, texts: Path) -> None:
    script = SCRIPT.format(here=str(HERE), sources=[str(texts)], graph=str(tmp_path / "graph"), jobs=1)
    running = [subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE) for _ in range(3)]
    outputs = [process.communicate()[0] for process in running]
    assert [process.returncode for process in running] == [0, 0, 0]
    assert all(output.startswith(b"3 documents, 3 measurements") for output in outputs)


@pytest.mark.parametrize("exchanges", [True, False])
def test_killed_at_any_moment_the_folder_is_the_old_or_the_new_one(
    make: Make, texts: Path, tmp_path: Path, exchanges: bool
) -> None:
    for number in range(20):
        (texts / f"n{number}.txt").write_text(f"{number} percent of people.\n", "utf-8")
    make()
    graph = tmp_path / "graph"
    states = [content(graph)]
    (texts / "one.txt").write_text("77 percent of people.\n", "utf-8")
    (texts / "n3.txt").unlink()
    make(graph="after")
    states.append(content(tmp_path / "after"))
    script = SCRIPT.format(here=str(HERE), sources=[str(texts)], graph=str(graph), jobs=1)
    if not exchanges:
        script = "import kg.graph.folder as f; f._can_exchange = lambda *_: False; " + script
    chance = random.Random(5)
    for _ in range(12):
        process = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.DEVNULL)
        time.sleep(chance.uniform(0.05, 0.9))
        process.kill()
        process.wait()
        if not exchanges:
            folders.roll_forward(graph)  # as whoever locks the folder next does
        assert content(graph) in states
    subprocess.run([sys.executable, "-c", script], check=True, stdout=subprocess.DEVNULL)
    assert content(graph) == states[1]
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_killed_between_any_two_steps_of_the_swap_the_folder_is_the_old_or_the_new_one(
    make: Make, texts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make()
    graph = tmp_path / "graph"
    old = content(graph)
    (texts / "one.txt").write_text("77 percent of people.\n", "utf-8")
    make(graph="after")
    new = content(tmp_path / "after")
    monkeypatch.setattr(folders, "_can_exchange", lambda *_: False)
    renames = Path.replace
    for last in range(40):
        left = [last]

        def dying(self: Path, target: str | Path, left: list[int] = left) -> Path:
            if left[0] == 0:
                raise KeyboardInterrupt
            left[0] -= 1
            return renames(self, target)

        monkeypatch.setattr(Path, "replace", dying)
        try:
            make()
        except KeyboardInterrupt:
            monkeypatch.setattr(Path, "replace", renames)
            folders.roll_forward(graph)
            assert content(graph) in (old, new)
        else:
            break
    assert content(graph) == new


def test_a_full_disk_leaves_the_old_folder(
    make: Make, texts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make()
    before = content(tmp_path / "graph")
    (texts / "one.txt").write_text("77 percent of people.\n", "utf-8")
    writes = Path.write_bytes
    for room in range(8):
        left = [room]

        def filling(self: Path, data: bytes, left: list[int] = left) -> int:
            if left[0] == 0:
                raise OSError(28, "No space left on device", str(self))
            left[0] -= 1
            return writes(self, data)

        monkeypatch.setattr(Path, "write_bytes", filling)
        try:
            make()
        except GraphError as error:
            assert "No space left on device" in str(error)
            assert content(tmp_path / "graph") == before
        else:
            break
    assert room > 2
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []
