"""Mentions of channels, measures and populations: where a text names them, whether or not a figure stands near."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from kg.extract.entities import read_entities
from kg.extract.pages import Pages
from kg.extract.phrases import phrases
from kg.extract.populations import printed
from kg.extract.tagged import Tagged
from kg.language import sentences
from kg.model import Mention, Sentence


def mentions(text: str, language: str) -> tuple[Mention, ...]:
    """All mentions in `text`, in text order; `language` is one of `LANGUAGES`.

    `concept` is the id of a channel or measure, the printed words of a population, the basic form of the name of an
    organization or survey, and a period as in the guide.

    Raises:
        DataError: there is no data file for `language`.
    """
    found = sentences(text, language)
    named = list(read_entities(text, found, language).mentions)
    pages = Pages(text, found, language)
    for sentence in found:
        tagged = pages.tagged(sentence)
        named += _channels(tagged)
        named += _measures(tagged)
        named += _populations(tagged)
    return tuple(sorted(set(named), key=lambda m: (m.begin, -m.end, m.kind, m.concept)))


def channel_mentions(pages: Pages, found: Sequence[Sentence]) -> tuple[Mention, ...]:
    """The mentions of channels in `found`, sentences of the text of `pages`."""
    return tuple(mention for sentence in found for mention in _channels(pages.tagged(sentence)))


def _channels(tagged: Tagged) -> Iterator[Mention]:
    for mark in tagged.kept("channels"):
        if mark.code != "none":
            yield Mention(*tagged.span(mark.first, mark.last), "channel", mark.code)


def _measures(tagged: Tagged) -> Iterator[Mention]:
    for mark in tagged.best("measures"):
        yield Mention(*tagged.span(mark.first, mark.last), "measure", mark.code)


def _populations(tagged: Tagged) -> Iterable[Mention]:
    for phrase in phrases(tagged):
        named = printed(tagged, phrase, "named")
        if named.span is not None and named.text is not None and not phrase.ambiguous:
            yield Mention(*named.span, "population", named.text)
