"""The numbers of a page, whatever they mean: digits, words, fractions, "every third", "doubled", ranks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from kg.language.digits import WIDEST, Number, decimal, parts_of, plain, power_of_ten
from kg.language.folding import Page
from kg.language.grammar import Grammar
from kg.language.numerals import HUGE, START, Part, Total, add
from kg.language.units import table

_ONE = (Part("one", 1),)
_ONCE = Decimal(1)
_NOUGHT, _HALF = Decimal(0), Decimal("0.5")
_HIGH = ("hundred", "hundreds", "scale")
_WORD = re.compile(r" ([^\W\d_]+)")


_DIGITS = frozenset(("digits", "multiplier", "vulgar"))
_DIVIDING = frozenset(("digits", "skip"))
_FIRST = re.compile("[0-9½⅓⅔¼¾⅕⅖⅗⅘⅙⅛⅜⅝⅞]")
_NEAR = 12
_Token = tuple[int, int, str, "re.Match[str]"]


@dataclass(slots=True)
class _Run:
    """Number words and digits that follow one another and add up; `needy` says that the first needs another."""

    begin: int
    end: int
    total: Total
    printed: str | None = None
    article: bool = False
    needy: bool = False


def numbers(page: Page, grammar: Grammar) -> list[Number]:
    """All numbers of `page` in order."""
    tokens = _digit_tokens(page.words, grammar) + _word_tokens(page.words, grammar)
    tokens.sort(key=_begin)
    return _Reader(page, grammar, []).read(tokens)


def _begin(token: _Token) -> int:
    return token[0]


def _digit_tokens(words: str, grammar: Grammar) -> list[_Token]:
    """Numbers in digits; dates and telephone numbers are `skip`."""
    found: list[_Token] = []
    first, literal, skip = _FIRST.search, grammar.literal.match, grammar.skip.match
    match = first(words)
    while match is not None:
        begin = match.start()
        number = literal(words, begin)
        if number is None:
            match = first(words, begin + 1)
            continue
        end, kind = number.end(), number.lastgroup or "digits"
        after = words[end : end + 1]
        if begin and words[begin - 1] in "+(" and (other := skip(words, begin - 1)) is not None:
            number, end, kind = other, other.end(), "skip"
        elif after and after in " -/.:(–—" and end - begin < WIDEST and (other := skip(words, begin)) is not None:
            number, end, kind = other, max(end, other.end()), "skip"
        found.append((begin, end, kind, number))
        match = first(words, end)
    return found


def _word_tokens(words: str, grammar: Grammar) -> list[_Token]:
    """Number words and phrases that hold a number."""
    found: list[_Token] = []
    match = grammar.first_phrase.match(words)
    at = 0
    if match is not None:
        found.append((0, match.end(), match.lastgroup or "", match))
        at = match.end()
    for match in grammar.phrase.finditer(words, at):
        found.append((match.start() + 1, match.end(), match.lastgroup or "", match))
    return found


@dataclass(slots=True)
class _Reader:
    """Adds up neighbouring number words and digits; `found` takes what is complete."""

    page: Page
    grammar: Grammar
    found: list[Number]
    run: _Run | None = None

    def read(self, tokens: list[_Token]) -> list[Number]:
        """The numbers that `tokens` make."""
        found, single = self.found, self.grammar.numerals.single
        done, last = 0, len(tokens) - 1
        for at, (begin, end, kind, match) in enumerate(tokens):
            if begin < done:
                continue
            if self.run is not None and begin - self.run.end > _NEAR:
                self.flush()
                if found and begin < found[-1].end:
                    continue
            alone = self.run is None and (at == last or tokens[at + 1][0] - end > _NEAR)
            if kind in _DIGITS:
                alone = alone or (self.run is None and tokens[at + 1][2] in _DIVIDING)
                lone = plain(match, kind, self.grammar, begin, end) if alone else None
                if lone is None:
                    self.digits(match, begin, end)
                else:
                    found.append(lone)
                done = end
            elif kind == "word" and alone and (value := single(match.group("word"))) is not None:
                found.append(Number(begin, end, value, "number"))
            elif kind == "word" or kind == "one":
                self.word(match, kind, begin, end)
            else:
                self._other(match, kind, begin, end)
            if found and found[-1].end > done:
                done = found[-1].end
        self.flush()
        return found

    def _other(self, match: re.Match[str], kind: str, begin: int, end: int) -> None:
        run = self.run
        if kind == "half" and run is not None and run.article and self.page.words[run.end : begin] == " ":
            self.found.append(Number(run.begin, end, _HALF, "half"))
            self.run = None
            return
        if kind == "phrase" and run is not None and run.article and self.page.words[run.end : begin] in (" ", "-"):
            fraction = self.grammar.numerals.fractions.get(match.group(kind))
            if fraction is not None:  # "one half"
                self.run = None
                self.found.append(Number(run.begin, end, decimal(fraction), "fraction"))
                return
        self.flush()
        if self.found and begin < self.found[-1].end:
            return
        if kind == "skip":
            self.found.append(Number(begin, end, _NOUGHT, "skip"))
        elif kind == "power":
            self.found.append(power_of_ten(match, begin, end, self.grammar))
        else:
            self.found.append(_phrase(match, self.grammar, begin))

    def digits(self, match: re.Match[str], begin: int, end: int) -> None:
        """Reads digits, with a multiplier perhaps."""
        parts = parts_of(match, self.grammar, self.page.words)
        if parts is None:
            self.flush()
            self.found.append(Number(begin, end, _NOUGHT, "skip"))
            return
        if parts[-1].role == "unit":
            parts, end = parts[:1], match.start("multiplier")
        if self.run is not None and len(parts) > 1 and self._extend(parts, end, begin):
            return
        self.flush()
        state = _sum(parts)
        if state is not None:
            printed = match.group("digits") if len(parts) == 1 else None
            self.run = _Run(begin, end, state, printed)

    def word(self, match: re.Match[str], kind: str, begin: int, end: int) -> None:
        """Reads a number word or an article that is one."""
        numerals, run = self.grammar.numerals, self.run
        word = match.group(kind)
        parts: tuple[Part, ...] | None
        if kind == "one":
            parts = _ONE
        elif run is not None and word in numerals.counted and run.total.last == "one":
            parts = (Part("over", numerals.counted[word]),)
        else:
            parts = numerals.word(word)
        if parts is None:
            compound = self.grammar.compound(word)
            if compound is not None:
                self.flush()
                self.found.append(Number(begin, end, compound[0], "compound", None, compound[1]))
            if run is not None and word in numerals.counted and self.page.words[run.end : begin] in ("-", " "):
                self.run = None  # "twenty-third"
            return
        if run is not None and (kind == "word" or self._multiplies(run, end)) and self._extend(parts, end, begin):
            return
        self.flush()
        if self.found and begin < self.found[-1].end:
            return
        state = _sum(parts)
        if state is None:
            return
        needy = parts[0].role in ("hundred", "scale") and len(parts) == 1 and not self._alone(word, begin)
        self.run = _Run(begin, end, state, None, kind == "one", needy)

    def _multiplies(self, run: _Run, end: int) -> bool:
        """Whether an article that ends at `end` goes on with the number before it: "en tusen | ett hundre"."""
        following = _WORD.match(self.page.words, end) if run.total.last in _HIGH else None
        part = self.grammar.numerals.parts.get(following.group(1)) if following is not None else None
        return part is not None and part.role in ("hundred", "scale")

    def _alone(self, word: str, begin: int) -> bool:
        """Whether a word such as "thousand" is a number without another before it."""
        if word in self.grammar.numerals.alone:
            return True
        return bool(self.found) and self.found[-1].end == begin - 1 and self.found[-1].kind in ("fraction", "half")

    def _extend(self, parts: tuple[Part, ...], end: int, begin: int) -> bool:
        """Adds `parts` to the run; False where they are another number."""
        run, joiner = self.run, self.grammar.numerals.joiner
        if run is None:
            return False
        gap, last, first = self.page.words[run.end : begin], run.total.last, parts[0].role
        if gap == "-":
            allowed = (last == "ten" and first == "one") or first == "over"
        elif gap == " ":
            allowed = not (first == "digits" and len(parts) < 2) and first not in ("tens", "add")
            if allowed and self.grammar.share_endings and first == "hundred" and len(parts) == 1:
                allowed = not self.page.words[begin:end].endswith(self.grammar.share_endings)
        elif gap == ", ":
            allowed = last == "scale" and first != "digits" and run.printed is None
        elif joiner and gap == f" {joiner} ":
            allowed = (last in _HIGH and first in ("one", "teen", "ten")) or (last == "one" and first == "ten")
            parts = (Part("join", 0), *parts) if last == "one" else parts
        else:
            return False
        if not allowed:
            return False
        state: Total | None = run.total
        for part in parts:
            state = add(state, part) if state is not None else None
        if state is None:
            return False
        self.run = _Run(run.begin, end, state)
        return True

    def _decimals(self, words: str) -> Fraction:
        """The part of one that number words after a spoken decimal mark tell: "two point five", "tre komma fjorton"."""
        values = [self.grammar.numerals.single(word) for word in words.split()]
        if None in values:
            return Fraction(0)
        if all(value is not None and value < 10 for value in values):
            digits = "".join(str(value) for value in values)
        else:
            digits = str(sum(int(value) for value in values if value is not None))
        return Fraction(int(digits), 10 ** len(digits))

    def flush(self) -> None:
        """Ends the run."""
        run = self.run
        if run is None:
            return
        self.run = None
        if run.needy:
            return
        value, opened, scale, last = run.total
        number, end = value + opened, run.end
        if last in _HIGH and run.printed is None and (one := self.grammar.one_after.match(self.page.words, end)):
            if self.grammar.half_after.match(self.page.words, end) is None:  # "hundred and one"
                number, end = number + 1, one.end()
        elif (point := self.grammar.point_after.match(self.page.words, end)) is not None and run.printed is None:
            number, end = number + self._decimals(point.group(1)), point.end()
        kind = "one" if run.article else "fraction" if last == "over" else "number"
        if kind != "fraction" and (half := self.grammar.half_after.match(self.page.words, end)) is not None:
            number += (scale if last == "scale" else 1) * Fraction(1, 2)
            end, run.printed, kind = half.end(), None, "number"
            if (times := self.grammar.multiplier.match(self.page.words, end)) is not None:  # "two and a half million"
                number *= self.grammar.numerals.multipliers[times.group().lstrip(" -")]
                end = times.end()
        self.found.append(
            Number(run.begin, end, decimal(number), kind, run.printed, scale=decimal(scale) if scale < HUGE else _ONCE)
        )


def _sum(parts: tuple[Part, ...]) -> Total | None:
    state: Total | None = START
    for part in parts:
        state = add(state, part) if state is not None else None
    return state


def _phrase(match: re.Match[str], grammar: Grammar, begin: int) -> Number:
    kind, end = match.lastgroup or "skip", match.end()
    if kind == "half":
        return Number(begin, end, _HALF, "half")
    if kind == "rank":
        return _rank(match, grammar)
    if kind == "phrase":
        words = " ".join(match.group(kind).split())
        if words in grammar.every:
            return Number(begin, end, decimal(grammar.every[words]), "every")
        if words in grammar.ratios:
            ratio, change = grammar.ratios[words]
            return Number(begin, end, decimal(ratio), "ratio", None, None, change)
        if words in grammar.numerals.amounts:
            value, unit = grammar.numerals.amounts[words]
            return Number(begin, end, decimal(value), "amount", None, table()[unit])
        return Number(begin, end, decimal(grammar.numerals.fractions[words]), "fraction")
    return Number(begin, end, Decimal(0), "skip")


def _rank(match: re.Match[str], grammar: Grammar) -> Number:
    for name, text in match.groupdict().items():
        if text and name[0] in "ons" and name[1:].isdigit():
            begin = match.start(name if name[0] != "n" else "rank")
            if name[0] == "o":
                value = Decimal(grammar.numerals.ordinals[text])
            elif name[0] == "s":
                value = Decimal(grammar.stems[text])
            elif text.isdigit():
                value = Decimal(text)
            else:
                parts = grammar.numerals.word(text)
                value = decimal(parts[0].value) if parts else Decimal(1)
            return Number(begin, match.end(), value, "rank")
    return Number(match.start("rank"), match.end(), Decimal(2), "rank")  # "nest mest": the second without an ordinal
