"""One HTML file: the texts with their figures marked, the stored questions with answers, sentences and charts.

It holds all that it shows: no script, no link to another host, a policy that forbids both, so that it works from a
memory stick. Everything that comes from a text is escaped. Written piece by piece.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Final

from kg.errors import QuestionError
from kg.export.charts import chart
from kg.export.figures import Figure, figures_of
from kg.export.records import Sink
from kg.export.view import Part, View
from kg.graph.populate import BEGIN, IN_SENTENCE
from kg.graph.terms import canonical, value_of
from kg.questions import Answer, Question, ask, load
from kg.questions.output.sentences import numbered_sentences
from kg.questions.output.table import cells
from kg.resources import folder, version

_HEAD: Final = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Figures about how people reach organizations</title>
<style>{style}</style>
</head>
<body>
<header><h1>Figures about how people reach organizations</h1>
<p class="quiet">Read from {documents} texts by surveykg {version}; graph {build}. Every figure has its sentence.</p>
</header>
"""


def write(view: View, sink: Sink) -> None:
    """The whole page: contents, questions, documents."""
    style = "\n" + Path(__file__).with_name("site.css").read_text("utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    titles = {part.name: _title(part) for part in view.documents()}
    places = {name: f"d{at}" for at, name in enumerate(titles, 1)}
    answers = list(_answers(view))
    head = _HEAD.format(
        policy=escape(policy), style=style, documents=len(titles), version=version(), build=view.build_hash[:16]
    )

    def put(text: str) -> None:
        sink.stream.write(text.encode("utf-8", "xmlcharrefreplace"))

    put(head)
    put(_contents(titles, places, answers))
    if answers:
        put('<main><h2 id="questions">Questions</h2>\n')
        for answer in answers:
            put("".join(_question(answer, places)))
    else:
        put("<main>")
    put('<h2 id="documents">Documents</h2>\n')
    shared = view.shared_nodes()
    for part in view.documents():
        put("".join(_document(part, list(figures_of(part, shared)), places[part.name])))
        sink.count += 1
    put("</main>\n</body>\n</html>\n")
    sink.unit = "documents"
    if not view.selection.whole and not view.selection.question:
        sink.notes.append("site of a part has no questions: their answers would be those of the whole graph")


def _title(part: Part) -> str:
    values = part.nodes().get(f"<{part.iri}>", {}).get("<http://purl.org/dc/terms/title>", [])
    return value_of(values[0]) if values else part.name


def _answers(view: View) -> Iterator[Answer]:
    """The answers to all questions with their defaults; of a part, to the question that it was made for."""
    if not view.selection.whole and not view.selection.question:
        return
    for name, question in load(folder("queries")).items():
        if view.selection.question in (None, name):
            try:
                yield ask(view.store, question, _given(question))
            except QuestionError:  # an example that this graph has not
                if view.selection.question:
                    raise


def _given(question: Question) -> dict[str, object]:
    """The examples that a question gives for what it requires."""
    return {
        name: [term.value for term in parameter.defaults] if parameter.repeatable else parameter.defaults[0].value
        for name, parameter in question.parameters.items()
        if parameter.required and parameter.defaults
    }


def _contents(titles: Mapping[str, str], places: Mapping[str, str], answers: Sequence[Answer]) -> str:
    asked = "".join(
        f'<li><a href="#q-{escape(answer.question.name)}">{escape(answer.question.summary)}</a></li>'
        for answer in answers
    )
    read = "".join(f'<li><a href="#{places[name]}">{escape(title)}</a></li>' for name, title in titles.items())
    questions = f"<p>Questions</p><ul>{asked}</ul>" if asked else ""
    return f'<nav aria-label="Contents">{questions}<p>Documents</p><ul>{read}</ul></nav>\n'


def _question(answer: Answer, places: Mapping[str, str]) -> Iterator[str]:
    question = answer.question
    yield f'<section><h3 id="q-{escape(question.name)}">{escape(question.summary)}</h3>\n'
    yield f"<p>{escape(question.description)}</p>\n"
    if not answer.rows:
        yield "<p>No rows.</p></section>\n"
        return
    yield chart(answer)
    headings, rows, numeric = cells(answer)
    numbers = [' class="n"' if each else "" for each in numeric]
    head = "".join(f"<th{n} scope=col>{escape(text)}</th>" for text, n in zip(headings, numbers, strict=True))
    yield f"\n<div class=scroll tabindex=0><table><thead><tr>{head}</tr></thead><tbody>\n"
    for row in rows:
        yield f"<tr>{''.join(f'<td{n}>{escape(text)}</td>' for text, n in zip(row, numbers, strict=True))}</tr>\n"
    yield "</tbody></table></div>\n<details><summary>Sentences</summary><ol>"
    for item in numbered_sentences(answer):
        marked = item.marked(lambda quote: f"<mark>{escape(quote)}</mark>", escape)
        title = escape(item.title)
        place = places.get(item.document)
        link = f'<a href="#{place}-{item.begin}">{title}</a>' if place else title
        yield f'<li value="{item.number}">{marked} <span class="quiet">{link}, {item.begin}–{item.end}</span></li>\n'
    yield "</ol></details></section>\n"


def _document(part: Part, found: Sequence[Figure], place: str) -> Iterator[str]:
    yield f'<article><h3 id="{place}">{escape(_title(part))}</h3>\n'
    language = next((figure.language for figure in found), "und")
    shown = "" if language == "und" else f' lang="{escape(language)}"'
    yield f'<p class="quiet">{escape(part.name)}</p>\n<div class="text"{shown}>'
    yield from _marked(part, found, place)
    yield "</div>\n"
    if found:
        yield '<ol class="readings">'
        for number, figure in enumerate(found, 1):
            quote = escape(" ".join(figure.quote.split()))
            link = f'<a href="#{place}-{figure.begin}">{quote}</a>'
            yield f'<li id="{place}-r{number}">{link}: {escape(reading(figure))}</li>\n'
        yield "</ol>"
    yield "</article>\n"


def _marked(part: Part, found: Sequence[Figure], place: str) -> Iterator[str]:
    """The text with a mark over each figure (overlapping ones share one) and an anchor before each mention."""
    anchors = {
        int(value_of(facts[BEGIN][0])) for facts in part.nodes().values() if IN_SENTENCE in facts and BEGIN in facts
    }
    marks: list[tuple[int, int, list[int]]] = []
    for number, figure in sorted(enumerate(found, 1), key=lambda each: (each[1].begin, each[1].end)):
        if marks and figure.begin < marks[-1][1]:
            begin, end, numbers = marks[-1]
            marks[-1] = (begin, max(end, figure.end), [*numbers, number])
        else:
            marks.append((figure.begin, figure.end, [number]))
    starts = {begin: "" for begin, _, _ in marks}
    ends = {end: numbers for _, end, numbers in marks}
    cuts = sorted({0, len(part.text), *anchors, *starts, *ends})
    for begin, end in zip(cuts, cuts[1:] or [len(part.text)], strict=False):
        if begin in ends:
            links = ",".join(f'<a href="#{place}-r{number}">{number}</a>' for number in ends[begin])
            yield f"</mark><sup>{links}</sup>"
        if begin in anchors or begin in starts:
            yield f'<a id="{place}-{begin}"></a>'
        yield ("<mark>" if begin in starts else "") + escape(part.text[begin:end]).replace("\r", "&#13;")
    if len(part.text) in ends:
        yield "</mark>"


def reading(figure: Figure) -> str:
    """What a finding was read as, in codes and names."""
    value = canonical(figure.value) if figure.value is not None else figure.missing_reason or ""
    if figure.upper is not None:
        value += f"–{canonical(figure.upper)}"
    bound = "" if figure.bound in (None, "exact") else f"{figure.bound} "
    parts = [
        f"{bound}{value} {figure.unit or ''}{f' per {figure.per}' if figure.per else ''}".strip(),
        f"{figure.measure or figure.kind}{f' ({figure.change})' if figure.change else ''}",
        figure.direction or figure.year or "",
        ", ".join(figure.channels),
        figure.population.label if figure.population else "",
        figure.organization.label if figure.organization else "",
        figure.survey.label if figure.survey else "",
        figure.period or "",
    ]
    return " · ".join(part for part in parts if part)
