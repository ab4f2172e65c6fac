"""Values for a question's parameters: checked, typed, and found in the graph by short name, label or IRI."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from urllib.parse import quote, unquote

from kg.errors import ParameterError
from kg.questions.labels import best_label, short_name
from kg.questions.records import Choice, Parameter, Question
from kg.questions.source import Source
from kg.questions.terms import XSD, Term, iri, is_iri, literal, plain, spell

Given = Mapping[str, object]
_NAMES = (
    "<http://www.w3.org/2000/01/rdf-schema#label>|<http://www.w3.org/2004/02/skos/core#prefLabel>"
    "|<http://purl.org/dc/terms/title>|<http://purl.org/dc/terms/description>"
)
_OTHERS = "<http://www.w3.org/2004/02/skos/core#altLabel>"
_TRUTHS = {"true": "true", "1": "true", "yes": "true", "false": "false", "0": "false", "no": "false"}
_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


@dataclass(frozen=True, slots=True)
class _Thing:
    """An IRI of a class or scheme with all that it is called; `names` before `others` (acronyms, synonyms)."""

    term: Term
    names: tuple[Term, ...]
    others: tuple[Term, ...]


def resolve(source: Source, question: Question, given: Given, language: str = "en") -> dict[str, tuple[Choice, ...]]:
    """The terms for each parameter of the question: given, else its defaults, else none (no restriction).

    A value is a text, a number, a truth, or a list of them; an empty text lifts a default. IRIs are given by short name
    (`phone`), by a label in any language, or in full.

    Raises:
        ParameterError: an unknown parameter, one that is required, or a value that is not possible.
    """
    known = question.parameters
    values: dict[str, tuple[object, ...]] = {}
    for key, value in given.items():
        name = key.replace("-", "_") if key not in known else key
        if name not in known:
            near = get_close_matches(name, known, 1)
            found = f"no parameter {key!r}"
            raise ParameterError(question.name, key, found, tuple(known), near[0] if near else "", "")
        if value is not None:
            values[name] = tuple(value) if isinstance(value, (list, tuple, set, frozenset)) else (value,)
    return {
        name: _resolve_one(source, question, parameter, values.get(name), language) for name, parameter in known.items()
    }


def _resolve_one(
    source: Source, question: Question, parameter: Parameter, values: tuple[object, ...] | None, language: str
) -> tuple[Choice, ...]:
    lifted = values is not None and all(value == "" for value in values)
    if parameter.required and (values is None or lifted):
        possible = tuple(choice.name for choice in choices(source, parameter, language))
        raise ParameterError(question.name, parameter.name, f"no {_word(parameter)} given", possible)
    if values is None:
        return _defaults(source, parameter, language)
    if lifted:
        return ()
    if len(values) > 1 and not parameter.repeatable:
        found = f"{len(values)} values for {parameter.name}, which takes one"
        raise ParameterError(question.name, parameter.name, found)
    found_choices = [_choice(source, question, parameter, value, language) for value in values]
    return tuple({choice.term: choice for choice in found_choices}.values())


def _defaults(source: Source, parameter: Parameter, language: str) -> tuple[Choice, ...]:
    if parameter.type != "iri" or not parameter.defaults:
        return tuple(Choice(term.value, term.value, term) for term in parameter.defaults)
    things = {thing.term: thing for thing in _things(source, parameter, parameter.defaults)}
    return tuple(_as_choice(things.get(term) or _Thing(term, (), ()), language) for term in parameter.defaults)


def choices(source: Source, parameter: Parameter, language: str = "en") -> tuple[Choice, ...]:
    """All values that a parameter can take, by label; empty for numbers, years and free text.

    They are the IRIs of its class or scheme, the choices that the header names, the languages of the graph.
    """
    if parameter.type == "iri":
        found = [_as_choice(thing, language) for thing in _things(source, parameter)]
        if parameter.choices:
            found = [choice for choice in found if choice.name in parameter.choices]
        return tuple(sorted(found, key=lambda choice: (choice.label.casefold(), choice.name)))
    if parameter.choices:
        return tuple(Choice(name, name, _typed(parameter, name)) for name in parameter.choices)
    if parameter.type == "boolean":
        return tuple(Choice(name, name, literal(name, XSD + "boolean")) for name in ("true", "false"))
    if parameter.type == "language":
        return tuple(Choice(name, name, literal(name)) for name in _languages(source))
    return ()


def _choice(source: Source, question: Question, parameter: Parameter, value: object, language: str) -> Choice:
    if isinstance(value, Term):
        value = value.value
    text = "true" if value is True else "false" if value is False else str(value).strip()
    if parameter.type == "iri":
        return _iri_choice(source, question, parameter, text, language)
    if parameter.choices and text not in parameter.choices:
        near = get_close_matches(text, parameter.choices, 1)
        found = f"no {_word(parameter)} {text!r}"
        raise ParameterError(question.name, parameter.name, found, parameter.choices, near[0] if near else "")
    try:
        term = _typed(parameter, text)
        spell(term)
    except ValueError as error:
        raise ParameterError(question.name, parameter.name, f"{_word(parameter)} {text!r}", mend=str(error)) from error
    if parameter.type == "language":
        known = _languages(source)
        if term.value not in known:
            near = get_close_matches(term.value, known, 1)
            found = f"no text in language {text!r}"
            raise ParameterError(question.name, parameter.name, found, known, near[0] if near else "")
    return Choice(term.value, term.value, term)


def _typed(parameter: Parameter, text: str) -> Term:
    """The literal that a text stands for.

    Raises:
        ValueError: it stands for none of the parameter's type; the message says how to write one.
    """
    if parameter.type == "boolean":
        if text.lower() not in _TRUTHS:
            raise ValueError("write true or false")
        return literal(_TRUTHS[text.lower()], XSD + "boolean")
    if parameter.type == "year":
        if not re.fullmatch(r"[0-9]{4}", text):
            raise ValueError("write a year of four digits, such as 2014")
        return literal(text, XSD + "gYear")
    if parameter.type == "integer":
        if not re.fullmatch(r"[+-]?[0-9]{1,18}", text):
            raise ValueError("write a whole number in digits, such as 1500")
        return literal(str(int(text)), XSD + "integer")
    if parameter.type == "decimal":
        return literal(plain(_decimal(text)), XSD + "decimal")
    if parameter.type == "language":
        if not _TAG.fullmatch(text):
            raise ValueError("write a language tag, such as nb")
        return literal(text.lower())
    return literal(text)


def _decimal(text: str) -> Decimal:
    mend = "write a number with a point, such as 47.5"
    if not re.fullmatch(r"[+-]?(?:[0-9]{1,18}(?:\.[0-9]{0,18})?|\.[0-9]{1,18})", text):
        raise ValueError(mend)
    try:
        return Decimal(text)
    except InvalidOperation as error:
        raise ValueError(mend) from error


def _iri_choice(source: Source, question: Question, parameter: Parameter, text: str, language: str) -> Choice:
    direct = _direct(source, parameter, text)
    if direct is not None:
        return _as_choice(direct, language)
    things = _things(source, parameter)
    found = _by_name(things, text)
    if len(found) == 1:
        return _as_choice(found[0], language)
    names = sorted(short_name(thing.term.value) for thing in found or things)
    if found:
        message = f"{len(found)} {_word(parameter)}s are called {text!r}"
        raise ParameterError(question.name, parameter.name, message, tuple(names), "")
    near = _near(things, text)
    raise ParameterError(question.name, parameter.name, f"no {_word(parameter)} {text!r}", tuple(names), near)


def _direct(source: Source, parameter: Parameter, text: str) -> _Thing | None:
    """The thing of a full IRI, or of a short name beside the other IRIs of its class, without reading them all."""
    if is_iri(text) and (":/" in text or text.startswith("urn:")):
        candidate = text
    else:
        rows = source.rows(f"SELECT ?thing WHERE {{ {_belongs(parameter)} }} LIMIT 1")
        if not rows or rows[0][0] is None or not text:
            return None
        candidate = re.sub(r"[^/#]*$", "", rows[0][0].value) + quote(text, safe="")
        candidate = unquote(candidate) if not candidate.isascii() else candidate
    if not is_iri(candidate):
        return None
    things = _things(source, parameter, (iri(candidate),))
    return things[0] if things else None


def _things(source: Source, parameter: Parameter, only: Sequence[Term] = ()) -> list[_Thing]:
    values = f"VALUES ?thing {{ {' '.join(map(spell, only))} }}" if only else ""
    found: list[dict[Term, set[Term]]] = []
    for path in (_NAMES, _OTHERS):
        called: dict[Term, set[Term]] = {}
        query = f"SELECT ?thing ?label WHERE {{ {values} {_belongs(parameter)} OPTIONAL {{ ?thing {path} ?label }} }}"
        for thing, label in source.rows(query):
            if thing is not None and thing.is_iri:
                called.setdefault(thing, set()).update([label] if label is not None else [])
        found.append(called)
    names, others = found
    return [_Thing(thing, tuple(sorted(names[thing])), tuple(sorted(others.get(thing, ())))) for thing in sorted(names)]


def _belongs(parameter: Parameter) -> str:
    relation = "<http://www.w3.org/2004/02/skos/core#inScheme>" if parameter.kind == "scheme" else "a"
    return f"?thing {relation} {spell(iri(parameter.of))} ."


def _by_name(things: Iterable[_Thing], text: str) -> list[_Thing]:
    """The things called so: by short name, else by name, else by another name."""
    things, wanted = list(things), normal(text)
    for called in (
        lambda thing: [short_name(thing.term.value)],
        lambda thing: [label.value for label in thing.names],
        lambda thing: [label.value for label in thing.others],
    ):
        found = [thing for thing in things if wanted in map(normal, called(thing))]
        if found:
            return found
    return []


def _near(things: Iterable[_Thing], text: str) -> str:
    """The short name of the thing whose short name or label comes nearest to a text."""
    called: dict[str, str] = {}
    for thing in things:
        name = short_name(thing.term.value)
        for label in (*thing.names, *thing.others):
            called.setdefault(normal(label.value), name)
        called[normal(name)] = name
    near = get_close_matches(normal(text), called, 1, 0.6)
    return called[near[0]] if near else ""


def normal(text: str) -> str:
    """A name without case, width and the difference between hyphen, underscore and blank.

    >>> normal("Mobile_App") == normal("mobile-app") == normal(" mobile app")
    True
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(re.sub(r"[\s_\-\u2010-\u2015]+", " ", folded).split())


def _as_choice(thing: _Thing, language: str) -> Choice:
    name = short_name(thing.term.value)
    return Choice(name, best_label(thing.names or thing.others, language) or name, thing.term)


def _languages(source: Source) -> tuple[str, ...]:
    rows = source.rows(
        "SELECT DISTINCT ?language WHERE { ?document a <https://w3id.org/surveykg/ontology#Document> ; "
        "<http://purl.org/dc/terms/language> ?language }"
    )
    return tuple(sorted({row[0].value for row in rows if row[0] is not None}))


def _word(parameter: Parameter) -> str:
    return parameter.name.replace("_", " ")
