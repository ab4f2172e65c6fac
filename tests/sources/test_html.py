"""Pages: the main text comes out line by line, what is beside it stays out, and no character changes."""

from __future__ import annotations

import io

import pytest

from kg.model import Document
from kg.sources import read_stdin

PAGE = """<!DOCTYPE html>
<html lang="nb">
<head>
  <meta charset="utf-8">
  <title>Flere ringer - Banken</title>
  <meta property="og:title" content="Flere ringer">
  <meta property="article:published_time" content="2021-03-04T08:00:00+01:00">
  <script type="application/ld+json">{"@graph": [{"@type": "NewsArticle", "datePublished": "2021-03-05"}]}</script>
  <style>p { color: red }</style>
</head>
<body class="page has-sidebar">
  <a class="skip-link sr-only" href="#m">Hopp til hovedinnhold</a>
  <header><nav><ul><li><a href="/">Hjem</a></li><li><a href="/om">Om oss 99 %</a></li></ul></nav></header>
  <div class="cookie-banner">Vi bruker 77 informasjonskapsler</div>
  <main id="m">
    <h1>Flere   ringer
      banken</h1>
    <p>50&nbsp;prosent av <em>kundene</em> <b>ringer</b>, og 20&#8239;%
      <span>chatter</span><sup><a href="#n1">1</a></sup>.</p>
    <p hidden>Skjult 11 %</p><p style="color:red; display: none">Skjult 12 %</p>
    <p aria-hidden="true">Skjult 13 %</p>
    <h2>Kanaler</h2>
    <ul><li>Telefon: 50 %</li><li>Chat: <p>20 %</p></li></ul>
    <ol start="3"><li>Tredje</li><li>Fjerde</li></ol>
    <table>
      <caption>Andel i prosent</caption>
      <thead><tr><th rowspan="2">Kanal</th><th colspan="2">År</th></tr><tr><th>2020</th><th>2021</th></tr></thead>
      <tbody><tr><td>Telefon</td><td>40</td><td>50</td></tr><tr><td>Chat</td><td></td><td>20</td></tr></tbody>
    </table>
    <dl><dt>Svartid</dt><dd>40 sekunder</dd><dt>Åpent</dt><dd>8&ndash;16</dd></dl>
    <p>Første linje<br>Andre linje</p>
    <pre>a   b
c</pre>
    <figure><img src="x.png" alt="Ikke synlig"><figcaption>Foto: Banken</figcaption></figure>
    <aside>FAKTA: 1 000 ble spurt.</aside>
    <script>var x = "88 %";</script><noscript>Slå på 66 %</noscript>
    <form><input value="55 %"><select><option>44 %</option></select><button>Send 33 %</button></form>
  </main>
  <div id="related-articles"><a href="/1">Les 1</a> <a href="/2">Les 2</a></div>
  <footer>Org.nr. 987 654 321</footer>
</body></html>
"""
TEXT = """Flere ringer banken

50\u00a0prosent av kundene ringer, og 20\u202f% chatter.

Kanaler

• Telefon: 50 %
• Chat:

20 %

3. Tredje
4. Fjerde

Andel i prosent
Kanal\tÅr
\t2020\t2021
Telefon\t40\t50
Chat\t\t20

Svartid\t40 sekunder
Åpent\t8–16

Første linje
Andre linje

a   b
c

Foto: Banken

FAKTA: 1 000 ble spurt."""


def page(markup: str | bytes) -> Document:
    return read_stdin(io.BytesIO(markup.encode() if isinstance(markup, str) else markup))


def test_the_main_text_of_a_page_is_its_lines() -> None:
    assert page(PAGE).text == TEXT


def test_title_and_date_are_those_the_page_declares() -> None:
    found = page(PAGE)
    assert (found.title, found.published, found.media_type) == ("Flere ringer", "2021-03-05", "text/html")


@pytest.mark.parametrize(
    ("head", "published"),
    [
        ('<meta name="DC.date.issued" content="2019-01-02">', "2019-01-02"),
        ('<meta name="date" content="2019-01">', "2019-01"),
        ('<meta name="date" content="i går">', None),
        ('<meta name="date" content="2019-13-45">', None),
        ('<script type="application/ld+json">{"datePublished": 2019</script>', None),
        ('<script type="application/ld+json">[{"datePublished": "2020-02-03"}]</script>', "2020-02-03"),
        ('<time datetime="2018-05-06T10:00">6. mai</time>', "2018-05-06"),
        ("", None),
    ],
)
def test_dates_of_publication(head: str, published: str | None) -> None:
    assert page(f"<html><head>{head}</head><body><p>Tekst.</p></body></html>").published == published


@pytest.mark.parametrize(
    ("declaration", "encoding"),
    [
        ('<meta charset="windows-1251">', "cp1251"),
        ('<meta http-equiv="Content-Type" content="text/html; charset=koi8-r">', "koi8-r"),
        ('<?xml version="1.0" encoding="iso-8859-5"?>', "iso8859-5"),
    ],
)
def test_the_declared_encoding_is_used(declaration: str, encoding: str) -> None:
    markup = f"{declaration}<html><body><p>Половина звонит.</p></body></html>"
    found = page(markup.encode(encoding))
    assert (found.text, found.encoding) == ("Половина звонит.", encoding)


def test_bytes_that_are_utf8_are_so_whatever_is_declared() -> None:
    found = page('<meta charset="iso-8859-1"><html><p>Blåbær – æøå'.encode())
    assert (found.text, found.encoding) == ("Blåbær – æøå", "utf-8")


def test_a_page_without_a_main_part_gives_what_is_visible() -> None:
    links = "".join(f'<li><a href="/{number}">Side {number}</a></li>' for number in range(9))
    assert page(f"<html><body><ul>{links}</ul></body></html>").text.startswith("• Side 0\n• Side 1\n")


def test_articles_of_equal_rank_all_stay() -> None:
    found = page("<html><body><article><p>Første sak.</p></article><article><p>Andre sak.</p></article></body></html>")
    assert found.text == "Første sak.\n\nAndre sak."


def test_the_headline_outside_the_main_part_is_kept() -> None:
    found = page("<html><body><header><h1>Tittel</h1></header><main><p>Lang tekst om saken.</p></main></body></html>")
    assert found.text == "Tittel\n\nLang tekst om saken."


def test_a_table_that_only_lays_out_the_page_gives_paragraphs() -> None:
    found = page("<html><body><table><tr><td><p>En.</p><p>To.</p></td></tr></table></body></html>")
    assert found.text == "En.\n\nTo."


def test_raised_numbers_that_are_no_footnotes_stay() -> None:
    assert page("<html><p>50 m<sup>2</sup> og x<sub>1</sub>.</p></html>").text == "50 m2 og x1."


@pytest.mark.parametrize(
    "markup",
    [
        "<html>" + "<div>" * 20_000 + "dypt" + "</div>" * 20_000,
        "<html><body>" + "<b><i>" * 5_000 + "dypt",
        "<html><table>" + "<tr><td colspan=99999 rowspan=99999>dypt" * 50,
        "<html><p>dypt" + "<a href=x>y</a> " * 20_000,
        "<html><p>dypt &unknown; &#xD800; &#0; <![CDATA[x]]> <!-- -- > --> </p",
    ],
    ids=["nested blocks", "nested inlines", "spans", "links", "odd markup"],
)
def test_hostile_pages_give_their_text(markup: str) -> None:
    assert "dypt" in page(markup).text
