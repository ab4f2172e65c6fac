"""Web archives: pages, plain text and conversions come out as documents named by their addresses."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
import zstandard

from kg.errors import SourceError
from kg.model import Document
from kg.sources import read

HTML = "<html><title>T</title><p>Половина звонит.</p></html>"


def record(kind: str, address: str, block: bytes, content_type: str = "application/http; msgtype=response") -> bytes:
    head = (
        f"WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {address}\r\nWARC-Date: 2020-01-01T00:00:00Z\r\n"
        f"Content-Type: {content_type}\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def response(body: bytes, *headers: str, status: str = "200 OK") -> bytes:
    return "\r\n".join([f"HTTP/1.1 {status}", *headers, "", ""]).encode() + body


CYRILLIC = response(HTML.encode("cp1251"), "Content-Type: text/html; charset=windows-1251")
RECORDS = [
    record("warcinfo", "", b"software: x", "application/warc-fields"),
    record("request", "http://a.example/", b"GET / HTTP/1.1\r\n\r\n"),
    record("response", "http://a.example/ru/side?x=1", CYRILLIC),
    record(
        "response", "http://a.example/gone", response(b"<p>Borte", "Content-Type: text/html", status="404 Not Found")
    ),
    record("response", "http://a.example/x.png", response(b"\x89PNG", "Content-Type: image/png")),
    record("response", "http://a.example/tom", response(b"<script>x</script>", "Content-Type: text/html")),
    record(
        "response",
        "http://a.example/biter",
        response(
            b"5\r\n<p>He\r\n3\r\ni. \r\n0\r\n\r\n",
            "Content-Type: text/html",
            "Transfer-Encoding: chunked",
        ),
    ),
    record(
        "response",
        "http://a.example/pakket",
        response(gzip.compress(b"Ren tekst."), "Content-Type: text/plain", "Content-Encoding: gzip"),
    ),
    record("conversion", "http://b.example/wet", "Halvparten på chat.".encode(), "text/plain"),
]


@pytest.mark.parametrize("suffix", [".warc", ".warc.gz", ".warc.zst", ".wet"])
def test_the_texts_of_an_archive_are_documents(tmp_path: Path, suffix: str) -> None:
    pack = {".gz": gzip.compress, ".zst": zstandard.compress}.get(
        suffix[-3:] if suffix.endswith("gz") else suffix[-4:], bytes
    )
    path = tmp_path / f"arkiv{suffix}"
    path.write_bytes(b"".join(pack(each) for each in RECORDS))
    found = list(read([path]))
    documents = [each for each in found if isinstance(each, Document)]
    assert [each.text for each in documents] == ["Половина звонит.", "Hei.", "Ren tekst.", "Halvparten på chat."]
    assert documents[0].source == f"arkiv{suffix}#http://a.example/ru/side?x=1"
    assert documents[0].name.startswith("a.example-ru-side-x-1-") and documents[0].encoding == "cp1251"
    (error,) = (each for each in found if isinstance(each, SourceError))
    assert "#http://a.example/tom: found a page without visible text" in str(error)


def test_a_page_that_stands_twice_is_a_fault(tmp_path: Path) -> None:
    path = tmp_path / "a.wet"
    path.write_bytes(RECORDS[-1] * 2)
    _, second = read([path])
    assert isinstance(second, SourceError) and "a second document" in str(second)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (RECORDS[-1] + b"rubbish\r\n", "where a record should begin"),
        (RECORDS[-1] + RECORDS[-1][:-10], "ends early"),
        (RECORDS[-1] + b"WARC/1.1\r\nWARC-Type: response\r\n\r\n", "without a length"),
    ],
)
def test_a_damaged_archive_gives_what_stands_before_the_damage(tmp_path: Path, data: bytes, told: str) -> None:
    path = tmp_path / "a.warc"
    path.write_bytes(data)
    first, second = read([path])
    assert isinstance(first, Document) and first.text == "Halvparten på chat."
    assert isinstance(second, SourceError) and told in str(second)


def test_a_record_past_the_limit_is_told_and_the_next_read(tmp_path: Path) -> None:
    path = tmp_path / "a.warc"
    path.write_bytes(record("conversion", "http://a.example/stor", b"x" * 5000, "text/plain") + RECORDS[-1])
    error, document = read([path], limit=1000)
    assert isinstance(error, SourceError) and "a record of 5,000 bytes" in str(error)
    assert isinstance(document, Document)
