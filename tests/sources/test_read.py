"""Reading files, folders and standard input: nothing is changed, nothing is lost, each fault is said in one line."""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import sys
from pathlib import Path

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import SourceError
from kg.model import Document
from kg.sources import READERS, read, read_stdin

NORWEGIAN = "Halvparten av kundene på Tromsøya spør «får jeg råd?» – 20 % ringer."
RUSSIAN = "Половина клиентов банка «Восход» звонит по телефону. Ещё четверть пишет в чат."


def one(path: Path, **options: str | int) -> Document:
    (found,) = read([path], **options)  # type: ignore[arg-type]
    assert isinstance(found, Document), found
    return found


def fault(path: Path, **options: str | int) -> str:
    (found,) = read([path], **options)  # type: ignore[arg-type]
    assert isinstance(found, SourceError), found
    assert "\n" not in str(found)
    return str(found)


def names(paths: list[Path]) -> list[str]:
    return [each.name for each in read(paths) if isinstance(each, Document)]


@settings(max_examples=150, deadline=None)
@given(text=st.text(alphabet=st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=60))
def test_every_character_of_a_text_survives(text: str) -> None:
    text = f"e\u0301 \u00a0\u202f\u200f\U0001f600\r\n\t{text}\r"
    found = read_stdin(io.BytesIO(text.encode()))
    assert found.text == text
    assert found.sha256 == hashlib.sha256(text.encode()).hexdigest()


@pytest.mark.parametrize(
    ("text", "encoding", "told"),
    [
        (NORWEGIAN, "utf-8", "utf-8"),
        (NORWEGIAN, "utf-8-sig", "utf-8"),
        (NORWEGIAN, "utf-16", "utf-16-le"),
        (NORWEGIAN, "utf-16-le", "utf-16-le"),
        (NORWEGIAN, "utf-32", "utf-32-le"),
        (NORWEGIAN, "cp1252", "cp1252"),
        (RUSSIAN, "utf-16-be", "utf-16-be"),
        (RUSSIAN, "cp1251", "cp1251"),
        (RUSSIAN, "koi8-r", "koi8-r"),
        (RUSSIAN, "cp866", "cp866"),
        (RUSSIAN, "mac-cyrillic", "mac-cyrillic"),
        ("Über die Hälfte der Kunden grüßt per Fax.", "iso8859-1", "cp1252"),
        ("Yli puolet käyttää pankkia päivittäin, sanoo Åke.", "cp1252", "cp1252"),
    ],
)
def test_encodings_are_told_apart(tmp_path: Path, text: str, encoding: str, told: str) -> None:
    text = text.replace("«", '"').replace("»", '"') if encoding in ("koi8-r", "cp866") else text
    path = tmp_path / "a.txt"
    path.write_bytes(text.encode(encoding, "replace" if encoding == "koi8-r" else "strict"))
    found = one(path)
    assert found.encoding == told
    assert found.text == text.encode(encoding, "replace").decode(encoding)


def test_an_ordered_encoding_wins(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("blåbær".encode())
    assert one(path, encoding="cp1252").text == "blåbær".encode().decode("cp1252")


def test_documents_come_sorted_with_names_and_sources(tmp_path: Path) -> None:
    for name in ("b.txt", "sub/a.html", "a.txt.bak", ".hidden.txt", ".git/x.txt", "sub/note.json", "c.TXT"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("<p>Tekst</p>")
    found = [each for each in read([tmp_path]) if isinstance(each, Document)]
    assert [(each.name, each.source, each.media_type) for each in found] == [
        ("b", "b.txt", "text/plain"),
        ("c", "c.TXT", "text/plain"),
        ("a", "sub/a.html", "text/html"),
    ]
    assert list(read([tmp_path / "sub", tmp_path])) == list(read([tmp_path / "sub", tmp_path]))


def test_order_of_input_does_not_matter(tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("b.txt", "a.txt", "c.txt")]
    for path in paths:
        path.write_text("Tekst")
    assert names(paths) == names(paths[::-1]) == names([*paths, tmp_path]) == ["a", "b", "c"]


def test_the_second_document_of_a_name_is_a_fault_that_names_both(tmp_path: Path) -> None:
    for name in ("x/a.txt", "y/a.html"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text("Tekst")
    first, second = read([tmp_path])
    assert isinstance(first, Document) and isinstance(second, SourceError)
    assert str(tmp_path / "x/a.txt") in str(second) and str(tmp_path / "y/a.html") in str(second)
    assert "rename" in str(second)


FAULTS = {
    "empty.txt": (b"", "an empty file"),
    "blank.txt": (b" \r\n\t", "nothing but white space"),
    "nul.txt": (b"abc\x00\x01def\x00", "binary data"),
    "scan.pdf": (b"%PDF-1.7", "a .pdf file"),
    "pdf.txt": (b"%PDF-1.7 ...", "a PDF file"),
    "office.txt": (b"PK\x03\x04....", "a ZIP archive"),
    "broken.txt": ("æøå æøå\næøå ".encode() + b"\xc3(", "malformed UTF-8"),
    "cut.txt": ("æøå æøå".encode()[:-1], "malformed UTF-8"),
    "page.html": (b"<html><script>1</script></html>", "without visible text"),
    "bytes.txt": (bytes(range(128, 256)) * 3, "unknown encoding"),
    "early.txt.gz": (gzip.compress(b"Hei " * 1000)[:-12], "gzip data that end early"),
    "damaged.txt.gz": (b"\x1f\x8b" + b"x" * 50, "damaged gzip"),
    "plain.txt.gz": (b"not compressed", "damaged gzip"),
    "early.txt.zst": (zstandard.compress(os.urandom(5000))[:-50], "zstd data that end early"),
    "damaged.txt.zst": (b"x" * 50, "damaged zstd"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_one_line_with_place_and_mend(tmp_path: Path, name: str) -> None:
    data, told = FAULTS[name]
    path = tmp_path / name
    path.write_bytes(data)
    (tmp_path / "z.txt").write_text("Resten leses.")
    found = list(read([tmp_path]))
    assert [each.name for each in found if isinstance(each, Document)] == ["z"]
    (error,) = (each for each in found if isinstance(each, SourceError))
    assert told in str(error) and str(path) in str(error) and "\n" not in str(error)


def test_a_malformed_byte_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("æøå æøå\n\næøå ".encode() + b"\xff")
    assert f"{path}:3: found malformed UTF-8 (byte 0xff at 22)" in fault(path)


def test_a_wrong_encoding_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("blå".encode("cp1252"))
    assert "byte 0xe5 at 2 that is not utf-8" in fault(path, encoding="utf-8")
    assert "unknown encoding 'utf-9'" in fault(path, encoding="utf-9")
    assert "unknown encoding 'base64'" in fault(path, encoding="base64")


def test_too_large_a_file_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("x" * 101)
    assert "a file of 101 bytes, expected at most 100" in fault(path, limit=100)
    path = tmp_path / "b.txt.gz"
    path.write_bytes(gzip.compress(b"x" * 100_000))
    assert "more than 1,000 bytes" in fault(path, limit=1000)


def test_missing_and_odd_paths_are_told(tmp_path: Path) -> None:
    (tmp_path / "nowhere.txt").symlink_to(tmp_path / "gone")
    os.mkfifo(tmp_path / "pipe.txt")
    assert "no such file" in fault(tmp_path / "gone.txt")
    assert "a link that leads nowhere" in fault(tmp_path / "nowhere.txt")
    assert "neither a file nor a folder" in fault(tmp_path / "pipe.txt")


def test_loops_of_links_end_and_are_told(tmp_path: Path) -> None:
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    (inner / "x.txt").write_text("Tekst")
    (inner / "loop").symlink_to(tmp_path)
    (tmp_path / "self.txt").symlink_to("self.txt")
    (tmp_path / "again").symlink_to(inner)
    found = list(read([tmp_path]))
    assert [each.name for each in found if isinstance(each, Document)] == ["x"]
    assert sorted(str(each).split(": found ")[1].split(",")[0] for each in found if isinstance(each, SourceError)) == [
        "a link back to a folder it is in",
        "a link that leads nowhere",
    ]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")
def test_names_that_no_line_can_hold_are_told(tmp_path: Path) -> None:
    (tmp_path / "a\nb.txt").write_text("Tekst")
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.txt")).write_text("Tekst")
    found = list(read([tmp_path]))
    assert len(found) == 2
    assert all("control characters" in str(each) and str(each).isprintable() for each in found)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems keep one normal form")
def test_names_in_two_normal_forms_are_one_name(tmp_path: Path) -> None:
    (tmp_path / "bl\u00e5.txt").write_text("Tekst")
    (tmp_path / "bla\u030a.txt").write_text("Tekst")
    first, second = sorted(read([tmp_path]), key=lambda each: isinstance(each, SourceError))
    assert isinstance(first, Document) and first.name == "bl\u00e5"
    assert "second document" in str(second)


def test_a_named_file_is_read_whatever_its_suffix(tmp_path: Path) -> None:
    (tmp_path / "rapport").write_text("Ren tekst.")
    (tmp_path / "side.aspx").write_text("<!DOCTYPE html><title>T</title><p>Tekst på en side.")
    assert one(tmp_path / "rapport").media_type == "text/plain"
    assert one(tmp_path / "side.aspx").media_type == "text/html"


@pytest.mark.parametrize(("suffix", "pack"), [(".gz", gzip.compress), (".zst", zstandard.compress)])
def test_compressed_files_are_read(tmp_path: Path, suffix: str, pack: object) -> None:
    text = "<p>Halvparten ringer.</p>" * 2000
    path = tmp_path / f"a.html{suffix}"
    path.write_bytes(pack(text.encode()) + pack(b"<p>Andre del.</p>"))  # type: ignore[operator]
    found = one(path)
    assert (found.name, found.media_type, found.source) == ("a", "text/html", f"a.html{suffix}")
    assert found.text.endswith("Andre del.")


def test_fifty_million_bytes_on_one_line_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"Halvparten av kundene ringer. " * 1_700_000)
    assert len(one(path).text) == 51_000_000


def test_standard_input_is_a_document_of_its_own_name() -> None:
    found = read_stdin(io.BytesIO(b"Tekst"), name="fra-rør")
    assert (found.name, found.source) == ("fra-rør", "fra-rør")
    with pytest.raises(SourceError, match="standard input: found an empty file"):
        read_stdin(io.BytesIO(b""))


def test_every_reader_answers_to_a_suffix() -> None:
    assert all(suffix.startswith(".") and suffix == suffix.lower() for suffix in READERS)


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=200),
        st.lists(
            st.sampled_from(
                [
                    b"<p>",
                    b"</p>",
                    b"<table><tr><td>",
                    b"<li>",
                    b"<!--",
                    b"&#0;",
                    b"&#xD800;",
                    b"<html>",
                    b"\xe5 ",
                    b"x ",
                ]
            ),
            max_size=30,
        ).map(b"".join),
    )
)
def test_any_bytes_give_a_document_or_a_fault(data: bytes) -> None:
    try:
        found = read_stdin(io.BytesIO(data))
    except SourceError as error:
        assert "\n" not in str(error)
    else:
        assert found.text.strip()
        assert found.sha256 == hashlib.sha256(found.text.encode()).hexdigest()
