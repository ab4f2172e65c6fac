"""Reading stored questions: header and query of each `.rq` file checked, problems with file, line and column."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path

from kg.errors import ParameterError, Place, QuestionError
from kg.questions import header
from kg.questions.header import Node
from kg.questions.order import check_order
from kg.questions.records import TYPES, Chart, Column, Parameter, Question
from kg.questions.sparql import Outline, Token, UnreadableError, Values, line_column, outline
from kg.questions.terms import STRING, XSD, Term, canonical, iri, literal
from kg.resources import folder

ONTOLOGY = "https://w3id.org/surveykg/ontology#"
CONCEPTS = "https://w3id.org/surveykg/id/"
PARTS = ("upper", "unit", "bound", "change", "per")
MARKS = ("arc", "area", "bar", "line", "point", "tick")
_FORBIDDEN = {
    "SERVICE": "a question never leaves its store",
    "FROM": "the store is chosen where the question is asked",
    "BNODE": "blank nodes have no names that last",
    "RAND": "a question gives the same rows each time",
    "NOW": "a question gives the same rows each time",
    "UUID": "a question gives the same rows each time",
    "STRUUID": "a question gives the same rows each time",
}
_DATATYPES = {
    "string": (STRING,),
    "language": (STRING,),
    "integer": (XSD + "integer",),
    "decimal": (XSD + "decimal", XSD + "integer"),
    "year": (XSD + "gYear",),
    "boolean": (XSD + "boolean",),
}
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_CHARACTERS = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}
_LOCAL_ESCAPE = re.compile(r"\\(.)")


class Questions(Mapping[str, Question]):
    """Questions by name, in order of their names; `problems` are the files that could not be used."""

    def __init__(self, found: Mapping[str, Question], problems: tuple[QuestionError, ...] = ()) -> None:
        self._found = dict(sorted(found.items()))
        self.problems = problems

    def __getitem__(self, name: str) -> Question:
        return self._found[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)

    @property
    def questions(self) -> Mapping[str, Question]:
        """The questions themselves."""
        return self

    def find(self, name: str) -> Question:
        """The question of that name.

        Raises:
            QuestionError: there is none, or its file is broken; says which there are.
        """
        if name in self._found:
            return self._found[name]
        for problem in self.problems:
            if Path(problem.place.path).stem == name:
                raise problem
        raise _unknown(name, tuple(self._found))


def _unknown(name: str, known: tuple[str, ...]) -> ParameterError:
    near = get_close_matches(name, known, 1, 0.5)
    return ParameterError("questions", "question", f"no question {name!r}", known, near[0] if near else "")


def load(directory: Path | str | None = None) -> Questions:
    """The stored questions of a folder (those that ship with the package without one).

    A broken file is set aside in `problems`; the others are loaded.

    Raises:
        QuestionError: the folder cannot be read.
    """
    place = Path(directory) if directory is not None else folder("queries")
    found: dict[str, Question] = {}
    problems: list[QuestionError] = []
    try:
        paths = sorted(path for path in place.iterdir() if path.suffix == ".rq")
    except OSError as error:
        raise QuestionError(str(place), error.strerror or str(error), "a folder of .rq files") from error
    for path in paths:
        try:
            found[path.stem] = load_file(path)
        except QuestionError as problem:
            problems.append(problem)
    return Questions(found, tuple(problems))


def names(directory: Path | str | None = None) -> tuple[str, ...]:
    """The names of the questions of a folder, without reading them."""
    place = Path(directory) if directory is not None else folder("queries")
    return tuple(sorted(path.stem for path in place.glob("*.rq")))


def load_one(directory: Path | str | None, name: str) -> Question:
    """One question of a folder.

    Raises:
        QuestionError: there is none of that name, or its file is broken.
    """
    place = Path(directory) if directory is not None else folder("queries")
    if name not in names(place):
        raise _unknown(name, names(place))
    return load_file(place / f"{name}.rq")


def load_file(path: Path) -> Question:
    """The question of one `.rq` file; the file's stem is its name.

    Raises:
        QuestionError: the file cannot be read, or header or query is wrong.
    """
    try:
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise QuestionError(str(path), f"bytes that are no UTF-8 at {error.start}", "UTF-8 text") from error
    except OSError as error:
        raise QuestionError(str(path), error.strerror or str(error), "a file that can be read") from error
    return parse(text, path)


def parse(text: str, path: Path) -> Question:
    """The question that the text of a file states.

    Raises:
        QuestionError: header or query is wrong.
    """
    top = header.read_header(text, str(path))
    method = top.value.get("method")
    if method and method.value.upper() != "GET":
        raise QuestionError(method.place, f"method {method.value!r}", "GET", "questions only read")
    sparql = _outline(text, path)
    _check_form(sparql, path)
    variables = _variables(text, path)
    parameters = {parameter.name: parameter for parameter in _parameters(top, sparql, path)}
    evidence = tuple(_known(node, variables, "evidence") for node in top.items("evidence"))
    check_order(sparql, variables, evidence, path)
    return Question(
        name=path.stem,
        path=path,
        summary=top.text("summary"),
        description=top.text("description"),
        theme=top.text("theme") or "other",
        tags=tuple(_text(node, "tags") for node in top.items("tags")),
        parameters=parameters,
        columns=tuple(_columns(top, variables, evidence)),
        evidence=evidence,
        chart=_chart(top, variables),
        summaries={key: _text(node, "summaries") for key, node in top.map("summaries").items()},
        pagination=top.value["pagination"].value if "pagination" in top.value else None,
        text=text,
        outline=sparql,
    )


def _outline(text: str, path: Path) -> Outline:
    try:
        return outline(text)
    except UnreadableError as error:
        place = Place(str(path), *line_column(text, error.offset))
        raise QuestionError(place, f"{text[error.offset : error.offset + 12]!r}", "SPARQL 1.1") from error


def _check_form(sparql: Outline, path: Path) -> None:
    def at(token: Token) -> Place:
        return Place(str(path), *line_column(sparql.text, token.begin))

    form = sparql.form
    if form is None:
        raise QuestionError(str(path), "no query", "a SELECT query below the header")
    if not form.is_word("SELECT"):
        raise QuestionError(at(form), form.text, "SELECT")
    for token in sparql.tokens:
        if token.kind == "word" and token.text.upper() in _FORBIDDEN:
            raise QuestionError(
                at(token), token.text.upper(), "none in a stored question", _FORBIDDEN[token.text.upper()]
            )
        if token.kind == "blank" or (token.kind == "mark" and token.text == "["):
            raise QuestionError(at(token), f"the blank node {token.text}", "variables and IRIs", "write a variable")
        if token.kind == "string" and re.search(r"\\[uU]", token.text):
            raise QuestionError(at(token), "a \\u escape", "the character itself", "engines disagree on the escape")


def _variables(text: str, path: Path) -> tuple[str, ...]:
    import pyoxigraph

    try:
        solutions = pyoxigraph.Store().query(text)
    except SyntaxError as error:
        match = re.match(r"error at (\d+):(\d+): (.*)", str(error), re.DOTALL)
        if match is None:
            raise QuestionError(str(path), str(error), "SPARQL 1.1") from error
        place = Place(str(path), int(match[1]), int(match[2]))
        found, expected = _problem(match[3])
        raise QuestionError(place, found, expected) from error
    return tuple(variable.value for variable in solutions.variables)  # type: ignore[union-attr]


def _problem(message: str) -> tuple[str, str]:
    """What the parser's message says in words for people: what was found, what was expected."""
    if "Prefix not found" in message:
        return "a prefix that is not declared", "a PREFIX line for it"
    if "a variable that is unbound" in message:
        return "a variable that is neither grouped nor aggregated", "only such variables in SELECT"
    wanted = re.findall(r'"[^"]+"|\b[A-Z]{2,}\b', re.sub(r"\[[^\]]*\](?: \| [^,]*)?", "", message))
    return "text that is no SPARQL 1.1", " or ".join(dict.fromkeys(wanted[:8]))


def _parameters(top: Node, sparql: Outline, path: Path) -> Iterator[Parameter]:
    defaults = _grlc(top, "defaults")
    choices = _grlc(top, "enumerate")
    for key in (*defaults, *choices):
        if key not in top.map("parameters"):
            node = (defaults.get(key) or choices[key])[0]
            raise QuestionError(node.place, f"{key!r}", f"a parameter: {', '.join(top.map('parameters')) or 'none'}")
    for name, node in top.map("parameters").items():
        header.check(node, header.PARAMETER_KEYS, f"parameter {name!r}")
        parameter = _parameter(name, node, sparql, path)
        stated = _flat(node.value.get("default")) or defaults.get(name, ())
        _check_default(parameter, stated, sparql)
        listed = tuple(_text(item, "enumerate") for item in choices.get(name, ()) or node.items("enumerate"))
        yield Parameter(
            **{key: getattr(parameter, key) for key in Parameter.__slots__ if key != "choices"}, choices=listed
        )


def _grlc(top: Node, key: str) -> dict[str, tuple[Node, ...]]:
    """grlc's list of names, each alone or with its values: `- channel: phone`, `- channel: [phone, chat]`."""
    found: dict[str, tuple[Node, ...]] = {}
    for item in top.items(key):
        if item.kind == "text":
            continue
        header.expect(item, "a map", key)
        found.update({name: _flat(node) for name, node in item.value.items()})
    return found


def _flat(node: Node | None) -> tuple[Node, ...]:
    if node is None:
        return ()
    return tuple(node.value) if node.kind == "a list" else (node,)


def _parameter(name: str, node: Node, sparql: Outline, path: Path) -> Parameter:
    kind = node.text("type")
    if kind not in TYPES:
        place = node.value["type"].place if kind else node.place
        near = get_close_matches(kind, TYPES, 1)
        found = f"type {kind!r}" if kind else f"no type for parameter {name!r}"
        raise QuestionError(place, found, ", ".join(TYPES), f"write 'type: {near[0] if near else 'iri'}'")
    of = node.text("class") or node.text("scheme")
    if (kind == "iri") is not bool(of):
        mend = "write 'class: kg:Organization' or 'scheme: channels'" if kind == "iri" else "only an IRI has one"
        raise QuestionError(node.place, f"parameter {name!r} of type {kind}", "a class or scheme for an IRI", mend)
    blocks = [block for block in sparql.values if block.name == name]
    if not blocks:
        mend = f"write 'VALUES ?{name} {{ UNDEF }}' into the query"
        raise QuestionError(
            node.place, f"parameter {name!r} without a VALUES block", "one that holds its default", mend
        )
    terms = [_block_terms(block, sparql, path) for block in blocks]
    _check_terms(name, kind, terms, blocks, sparql, path)
    required, repeatable = node.truth("required"), node.truth("repeatable")
    if len(terms[0]) > 1 and not repeatable:
        raise QuestionError(node.place, f"{len(terms[0])} defaults", "one", "write 'repeatable: true'")
    return Parameter(
        name=name,
        type=kind,
        description=node.text("description"),
        of=_of(node, sparql) if of else "",
        kind="class" if node.text("class") else "scheme" if of else "",
        required=required,
        repeatable=repeatable,
        defaults=terms[0],
    )


def _of(node: Node, sparql: Outline) -> str:
    """The IRI of a class (`kg:Organization`) or of a concept scheme (`channels`)."""
    if scheme := node.text("scheme"):
        return scheme if ":" in scheme else f"{CONCEPTS}scheme/{scheme}"
    name = node.text("class")
    prefix, colon, local = name.partition(":")
    if not colon:
        return ONTOLOGY + name
    if prefix in sparql.prefixes:
        return sparql.prefixes[prefix] + local
    return ONTOLOGY + local if prefix == "kg" else name


def _check_terms(
    name: str, kind: str, terms: list[tuple[Term, ...]], blocks: list[Values], sparql: Outline, path: Path
) -> None:
    for block, found in zip(blocks, terms, strict=True):
        place = Place(str(path), *line_column(sparql.text, block.begin))
        if found != terms[0]:
            raise QuestionError(place, f"another default for {name!r}", "the same in all its VALUES blocks")
        for term in found:
            if term.is_iri if kind != "iri" else not term.is_iri:
                raise QuestionError(place, f"the default {term.value!r}", f"a term of type {kind}")
            if kind != "iri" and (term.datatype not in _DATATYPES[kind] or term.language):
                wanted = " or ".join(datatype.replace(XSD, "xsd:") for datatype in _DATATYPES[kind])
                raise QuestionError(place, f"the default {term.value!r}", f"a term of type {kind} ({wanted})")


def _check_default(parameter: Parameter, stated: tuple[Node, ...], sparql: Outline) -> None:
    if not stated:
        return
    actual = {spelling for term in parameter.defaults for spelling in _spellings(term, sparql)}
    for node in stated:
        if str(node.value).lower() not in actual:
            held = ", ".join(term.value for term in parameter.defaults) or "UNDEF"
            mend = f"write it between the braces of VALUES ?{parameter.name}"
            raise QuestionError(node.place, f"the default {node.value!r}", f"that of the VALUES block, {held}", mend)


def _spellings(term: Term, sparql: Outline) -> Iterator[str]:
    yield term.value.lower()
    if term.is_iri:
        yield re.split(r"[/#]", term.value)[-1].lower()
        for prefix, namespace in sparql.prefixes.items():
            if term.value.startswith(namespace):
                yield f"{prefix}:{term.value[len(namespace) :]}".lower()


def _block_terms(block: Values, sparql: Outline, path: Path) -> tuple[Term, ...]:
    if block.undefined:
        return ()
    rest, found = list(block.terms), []
    while rest:
        place = Place(str(path), *line_column(sparql.text, rest[0].begin))
        term = _take(rest, sparql)
        if term is None:
            raise QuestionError(
                place, f"a VALUES block of ?{block.name} that is empty or mixed", "terms, or UNDEF alone"
            )
        found.append(term)
    return tuple(found)


def _take(rest: list[Token], sparql: Outline) -> Term | None:
    """The term that the first tokens spell; takes them off."""
    token = rest.pop(0)
    if token.kind == "iri":
        return iri(token.text[1:-1])
    if token.kind == "name":
        prefix, _, local = token.text.partition(":")
        return iri(sparql.prefixes.get(prefix, "") + _LOCAL_ESCAPE.sub(r"\1", local))
    if token.kind == "string":
        text = _string(token.text)
        if rest and rest[0].kind == "language":
            return literal(text, language=rest.pop(0).text[1:])
        if len(rest) > 1 and rest[0].text == "^^":
            rest.pop(0)
            datatype = _take(rest, sparql)
            return literal(text, datatype.value) if datatype else None
        return literal(text)
    if token.text in "+-" and rest and rest[0].kind == "number":
        number = _take(rest, sparql)
        return canonical(Term(token.text.replace("+", "") + number.value, number.datatype)) if number else None
    if token.kind == "number":
        return literal(token.text, XSD + ("decimal" if set(token.text) & set(".eE") else "integer"))
    return literal(token.text.lower(), XSD + "boolean") if token.is_word("TRUE", "FALSE") else None


def _string(text: str) -> str:
    width = 3 if text[:3] in ('"""', "'''") and len(text) >= 6 else 1
    return _ESCAPE.sub(lambda match: _CHARACTERS.get(match[1], match[1]), text[width:-width])


def _text(node: Node, key: str) -> str:
    header.expect(node, "text", key)
    return " ".join(str(node.value).split())


def _known(node: Node, variables: tuple[str, ...], what: str) -> str:
    name = _text(node, what).lstrip("?")
    if name not in variables:
        raise QuestionError(
            node.place, f"{what} {name!r} that the query does not select", f"one of {', '.join(variables)}"
        )
    return name


def _columns(top: Node, variables: tuple[str, ...], evidence: tuple[str, ...]) -> Iterator[Column]:
    """The columns; evidence that the header says nothing else of, and the parts of figures, are hidden in tables."""
    stated = top.map("columns")
    for name, node in stated.items():
        header.check(node, header.COLUMN_KEYS, f"column {name!r}")
        if name not in variables:
            raise QuestionError(node.place, f"column {name!r} that the query does not select", ", ".join(variables))
    parts = {name: _parts(stated.get(name), name, variables) for name in variables}
    taken = {variable for found in parts.values() for variable in found.values()}
    for name in variables:
        node = stated.get(name) or Node({}, "a map", top.place)
        yield Column(
            name=name,
            heading=node.text("heading"),
            description=node.text("description"),
            unit=node.text("unit"),
            parts=parts[name],
            hidden=node.truth("hidden") or name in taken or (name in evidence and name not in stated),
            several=node.truth("list"),
            short=node.truth("short"),
        )


def _parts(node: Node | None, name: str, variables: tuple[str, ...]) -> dict[str, str]:
    """The variables that complete a figure; those of `value` have their own names unless the header says otherwise."""
    if node is None or "parts" not in node.value:
        return {part: part for part in PARTS if part in variables} if name == "value" else {}
    parts = node.value["parts"]
    header.check(parts, dict.fromkeys(PARTS, "text"), "parts")
    return {part: _known(item, variables, part) for part, item in parts.value.items()}


def _chart(top: Node, variables: tuple[str, ...]) -> Chart | None:
    if "chart" not in top.value:
        return None
    node = top.value["chart"]
    header.check(node, header.CHART_KEYS, "chart")
    mark = node.text("mark")
    if mark not in MARKS:
        place = node.value["mark"].place if "mark" in node.value else node.place
        raise QuestionError(place, f"mark {mark!r}", f"one of {', '.join(MARKS)}")
    for key in ("x", "y"):
        if key not in node.value:
            raise QuestionError(node.place, f"a chart without {key!r}", "the columns of x and y")
    fields = {key: _known(item, variables, key) for key, item in node.value.items() if key != "mark"}
    return Chart(mark, fields["x"], fields["y"], fields.get("color", ""), fields.get("facet", ""))
