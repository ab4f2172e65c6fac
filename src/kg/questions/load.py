"""Stored questions by name: a folder of `.rq` files, each checked, broken ones set aside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path

from kg.errors import ParameterError, QuestionError
from kg.questions.reading import parse
from kg.questions.records import Question
from kg.resources import folder


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
