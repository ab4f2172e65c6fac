"""The tokens of a SPARQL query and what a stored question must know of them: variables, VALUES blocks, order.

The grammar itself is left to the engine; tokens follow SPARQL 1.1, section 19.8.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

_LONG = r"""\"\"\"(?:\"{0,2}(?:[^"\\]|\\.))*\"\"\"|'''(?:'{0,2}(?:[^'\\]|\\.))*'''"""
_STRING = _LONG + r"""|"(?:[^"\\\n\r]|\\.)*"|'(?:[^'\\\n\r]|\\.)*'"""
_LOCAL = r"(?:[\w\u00b7\u203f-\u2040:-]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%])"
_TOKEN = re.compile(
    rf"""
    (?P<space>\s+)
  | (?P<comment>\#[^\n\r]*)
  | (?P<iri><[^<>"{{}}|^`\\\x00-\x20]*>)
  | (?P<string>{_STRING})
  | (?P<blank>_:[\w](?:[\w\u00b7.-]*[\w\u00b7-])?)
  | (?P<variable>[?$][\w\u00b7\u203f-\u2040]+)
  | (?P<name>(?:[^\W\d_](?:[\w\u00b7.-]*[\w\u00b7-])?)?:(?:{_LOCAL}(?:(?:{_LOCAL}|\.)*{_LOCAL})?)?)
  | (?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)
  | (?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
  | (?P<word>[A-Za-z_]\w*)
  | (?P<mark>\^\^|&&|\|\||!=|<=|>=|[{{}}()\[\].;,*+/|^!=<>?-])
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Token:
    """A token of a query; `kind` is iri, string, blank, variable, name, number, language, word or mark."""

    kind: str
    text: str
    begin: int

    @property
    def end(self) -> int:
        """The offset behind the token."""
        return self.begin + len(self.text)

    def is_word(self, *words: str) -> bool:
        """Whether the token is one of these keywords, in capitals here and in any case there."""
        return self.kind == "word" and self.text.upper() in words

    @property
    def variable(self) -> str:
        """The variable's name without its mark, empty for other tokens."""
        return self.text[1:] if self.kind == "variable" else ""


class UnreadableError(Exception):
    """No token of SPARQL begins at `offset`."""

    def __init__(self, offset: int) -> None:
        self.offset = offset
        super().__init__(offset)


def tokens(text: str) -> Iterator[Token]:
    """The tokens of a query in order, without blanks and comments.

    Raises:
        UnreadableError: a string is not closed, or a character has no place in SPARQL.
    """
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise UnreadableError(at)
        kind = match.lastgroup or ""
        if kind not in ("space", "comment"):
            yield Token(kind, match.group(), at)
        at = match.end()


@dataclass(frozen=True, slots=True)
class Values:
    """A block `VALUES ?name { … }`: where it and the terms between its braces stand; `terms` are their tokens."""

    name: str
    begin: int
    end: int
    terms_begin: int
    terms_end: int
    terms: tuple[Token, ...]

    @property
    def undefined(self) -> bool:
        """Whether the block says nothing: its only term is UNDEF."""
        return len(self.terms) == 1 and self.terms[0].is_word("UNDEF")


@dataclass(frozen=True)
class Outline:
    """A query's tokens with the parts that stored questions are checked for."""

    text: str
    tokens: tuple[Token, ...]

    @cached_property
    def prefixes(self) -> dict[str, str]:
        """Namespace IRIs by prefix."""
        return {
            name.text[:-1]: namespace.text[1:-1]
            for word, name, namespace in zip(self.tokens, self.tokens[1:], self.tokens[2:], strict=False)
            if word.is_word("PREFIX") and name.kind == "name" and namespace.kind == "iri"
        }

    @cached_property
    def values(self) -> tuple[Values, ...]:
        """All VALUES blocks of one variable, in order."""
        return tuple(_values(self.tokens))

    @cached_property
    def form(self) -> Token | None:
        """The token SELECT, CONSTRUCT, ASK, DESCRIBE or that of an update that the query begins with."""
        at = 0
        while at < len(self.tokens):
            token = self.tokens[at]
            if token.is_word("PREFIX"):
                at += 3
            elif token.is_word("BASE"):
                at += 2
            else:
                return token
        return None

    @cached_property
    def _outer(self) -> tuple[Token, ...]:
        """The tokens outside all braces, and the outermost braces."""
        depth, found = 0, []
        for token in self.tokens:
            depth -= token.text == "}" and token.kind == "mark"
            if depth == 0:
                found.append(token)
            depth += token.text == "{" and token.kind == "mark"
        return tuple(found)

    def clause(self, word: str) -> tuple[Token, ...]:
        """The tokens of the outermost clause GROUP or ORDER (behind BY), empty without one."""
        inside, clause = False, list[Token]()
        for token in self._outer:
            if token.is_word("GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES"):
                inside = token.is_word(word)
            elif inside and not token.is_word("BY"):
                clause.append(token)
        return tuple(clause)

    @cached_property
    def group(self) -> tuple[str, ...]:
        """The variables that the outermost GROUP BY names, with those that it makes by AS."""
        return tuple(dict.fromkeys(key for key in _keys(self.clause("GROUP")) if key))

    @cached_property
    def order(self) -> tuple[str, ...]:
        """The keys of the outermost ORDER BY; an empty name stands for a key that is an expression."""
        return tuple(_keys(self.clause("ORDER")))

    @cached_property
    def order_end(self) -> int | None:
        """The offset behind the last token of the outermost ORDER BY."""
        clause = self.clause("ORDER")
        return clause[-1].end if clause else None

    @cached_property
    def computed(self) -> tuple[str, ...]:
        """The variables that the outermost SELECT computes by an expression."""
        select = self._select
        return tuple(after.variable for word, after in pairwise(select) if word.is_word("AS") and after.variable)

    def selects(self, *words: str) -> bool:
        """Whether the outermost SELECT uses one of these functions."""
        return any(token.is_word(*words) for token in self._select)

    @cached_property
    def _select(self) -> tuple[Token, ...]:
        found: list[Token] = []
        for token in self._outer:
            if token.is_word("WHERE") or (found and token.text == "{"):
                break
            if found or token.is_word("SELECT"):
                found.append(token)
        return tuple(found)


def outline(text: str) -> Outline:
    """The tokens and parts of a query.

    Raises:
        UnreadableError: see `tokens`.
    """
    return Outline(text, tuple(tokens(text)))


def _values(tokens: Sequence[Token]) -> Iterator[Values]:
    for place, token in enumerate(tokens[:-2]):
        variable, brace = tokens[place + 1], tokens[place + 2]
        if not (token.is_word("VALUES") and variable.variable and brace.text == "{"):
            continue
        rest = tokens[place + 3 :]
        terms: list[Token] = []
        for inner in rest:
            if inner.text == "}" and inner.kind == "mark":
                yield Values(variable.variable, token.begin, inner.end, brace.end, inner.begin, tuple(terms))
                break
            terms.append(inner)


def _keys(clause: Sequence[Token]) -> Iterator[str]:
    """The variable of each condition of GROUP BY or ORDER BY, empty for an expression without AS."""
    inner: list[Token] = []
    depth, call = 0, ""
    for token in clause:
        mark = token.text if token.kind == "mark" else ""
        if mark == "(":
            depth += 1
        if depth:
            inner.append(token)
        elif token.variable:
            yield token.variable
        else:
            call = token.text.upper()
        if mark == ")":
            depth -= 1
            if depth == 0:
                yield _key(call, inner[1:-1])
                inner, call = [], ""


def _key(call: str, inner: Sequence[Token]) -> str:
    if len(inner) == 1 and call in ("", "ASC", "DESC"):
        return inner[0].variable
    if len(inner) > 2 and inner[-2].is_word("AS"):
        return inner[-1].variable
    return ""


def line_column(text: str, offset: int) -> tuple[int, int]:
    """The 1-based line and column of an offset; lines end in LF, CR LF or CR."""
    before = text[:offset].replace("\r\n", "\n").replace("\r", "\n")
    return before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1
