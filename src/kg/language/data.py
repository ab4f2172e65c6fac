"""The data file of a language (`nb.toml` …): words, patterns and settings, read once and checked.

A file has one table a subject; each room asks for its own table with `section` and says which keys it knows.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from kg.errors import DataError, Place

_FOLDER = Path(__file__).parent
LANGUAGES: tuple[str, ...] = tuple(sorted(path.stem for path in _FOLDER.glob("*.toml")))


@cache
def tables(code: str) -> Mapping[str, Any]:
    """All tables of the data file of `code`.

    Raises:
        DataError: there is no such file, or it is not TOML.
    """
    path = _FOLDER / f"{code}.toml"
    if code not in LANGUAGES:
        raise DataError(path.name, f"no data file for language {code!r}", f"one of {', '.join(LANGUAGES)}")
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise DataError(path.name, str(error), "TOML 1.0") from error


def section(code: str, name: str, keys: Mapping[str, type]) -> Mapping[str, Any]:
    """The table `name` of language `code`; every key of `keys` is there (empty where the file has none).

    Raises:
        DataError: the table has a key that `keys` does not know, or a value of another type.
    """
    table = tables(code).get(name, {})
    for key, value in table.items():
        place = Place(f"{code}.toml [{name}]")
        if key not in keys:
            raise DataError(place, f"key {key!r}", f"one of {', '.join(sorted(keys))}")
        if not isinstance(value, keys[key]):
            raise DataError(place, f"{key} = {value!r}", f"a {keys[key].__name__}")
    return {key: table.get(key, kind()) for key, kind in keys.items()}
