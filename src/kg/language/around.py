"""Where a figure stands: its sentence, and the words right before and after it."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from kg.language.folding import Page
from kg.language.grammar import Grammar

_BREAK = re.compile(r"[.!?…](?=[\"”“»)]*\s+[\"“„«»(–—-]*\s?[A-ZÆØÅÄÖÜА-ЯЁ])|;(?=\s)|\n")
_QUOTES = '("“„«»”–—‚['


@dataclass(frozen=True, slots=True)
class Around:
    """A page with the places where its sentences and lines end."""

    page: Page
    grammar: Grammar
    breaks: list[int]

    def before(self, at: int, reach: int) -> int:
        """Where the sentence of `at` begins, at most `reach` characters before it."""
        place = bisect_right(self.breaks, at)
        return max(self.breaks[place - 1] if place else 0, at - reach)

    def after(self, at: int, reach: int) -> int:
        """Where the sentence of `at` ends, at most `reach` characters after it."""
        place = bisect_right(self.breaks, at)
        end = self.breaks[place] - 1 if place < len(self.breaks) else len(self.page.words)
        return min(end, at + reach)

    def same_sentence(self, one: int, other: int) -> bool:
        """Whether no sentence ends between two places."""
        return bisect_right(self.breaks, one) == bisect_right(self.breaks, other)

    def words_before(self, at: int, floor: int, count: int) -> list[str]:
        """Up to `count` words before `at`, not before `floor`, with the marks around them; the nearest last."""
        return self.page.words[max(floor, at - 18 * count, 0) : at].split()[-count:]

    def word_before(self, at: int, floor: int = 0) -> str:
        """The word right before `at` without the fillers between; empty where a mark or the sentence's start stands."""
        fillers, ends = self.grammar.sets["fillers"], self.grammar.bound_ends
        for word in reversed(self.words_before(at, floor, 3)):
            if word[-1] in ",;:)?!.":
                return "" if word[-1] != "." else word
            bare = word.lstrip(_QUOTES)
            if bare and (bare not in fillers or bare in ends):
                return bare
        return ""

    def bound_before(self, at: int, floor: int) -> tuple[str, int, int] | None:
        """The bound told by the words before `at`, not before `floor`, and the place of those words."""
        grammar = self.grammar
        left = self.page.words[max(floor, at - 44, 0) : at]
        words = left.split()[-8:]
        ends, fillers = grammar.bound_ends, grammar.sets["fillers"]
        for _ in range(4):
            if not words:
                return None
            last = words[-1].lstrip(_QUOTES)
            if last in ends:
                for count in range(min(5, len(words)), 0, -1):
                    key = grammar.bounds.get(" ".join(words[-count:]).lstrip(_QUOTES))
                    if key is not None:
                        begin = left.rfind(words[-count].lstrip(_QUOTES)) + at - len(left)
                        return key, begin, max(left.rfind(words[-1]) + len(words[-1]) + at - len(left), begin + 1)
            if last not in fillers:
                return None
            words.pop()
        return None


def around(page: Page, grammar: Grammar) -> Around:
    """`page` with its sentence ends; a rough cut, for the reach of words around a figure only."""
    return Around(page, grammar, [match.end() for match in _BREAK.finditer(page.source)])
