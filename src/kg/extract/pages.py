"""A text in pages of whole sentences, tagged once each for all that read it."""

from __future__ import annotations

from collections.abc import Sequence

from kg.extract.lexicon import vocabulary
from kg.extract.tagged import Page, Tagged
from kg.model import Sentence, Span

_LENGTH, _KEPT = 20_000, 64


class Pages:
    """The sentences of a text, tagged; pages are made when asked for, and the latest are kept."""

    def __init__(self, text: str, sentences: Sequence[Sentence], language: str) -> None:
        self.text = text
        self._ends: dict[int, tuple[int, str]] = {}
        self._begins: dict[int, int] = {}
        self._pages: dict[int, Page] = {}
        begin = end = -1
        spoken = ""
        for sentence in sentences:
            code = language if sentence.language in ("", "und") else sentence.language
            if code != spoken or sentence.end - begin > _LENGTH or begin < 0 or sentence.begin < end:
                begin, spoken = sentence.begin, code
            end = sentence.end
            self._begins[sentence.begin] = begin
            self._ends[begin] = (end, code)

    def tagged(self, sentence: Sentence, part: Span | None = None) -> Tagged:
        """A sentence of the text or a part of it, tagged in its own language, else in that of the text."""
        begin = self._begins[sentence.begin]
        page = self._pages.get(begin)
        if page is None:
            if len(self._pages) >= _KEPT:
                del self._pages[next(iter(self._pages))]
            end, code = self._ends[begin]
            page = self._pages[begin] = Page(self.text, begin, end, vocabulary(code))
        span = Span(sentence.begin, sentence.end) if part is None else part
        return page.tagged(span.begin, span.end)
