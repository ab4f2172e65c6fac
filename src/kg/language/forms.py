"""Word forms of the data files: written-out alternatives, and one regular expression for many of them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from kg.language.lexicon import expand, fold

_SPECIAL = {" ": " +", "*": r"\w*"}


def forms(listed: str) -> list[str]:
    """The forms in `listed`, separated by blanks: `(a|b)` stands for alternatives, `_` for a blank within a form.

    >>> forms("minutt(|er) i_dag")
    ['minutt', 'minutter', 'i dag']
    """
    return [fold(form).replace("_", " ") for item in listed.split() for form in expand(item)]


def pattern(words: Iterable[str]) -> str:
    """A regular expression for exactly `words`, as a trie, the longest first.

    Blanks match any run of blanks, `*` the rest of a word.
    """
    root: dict[str, Any] = {}
    for word in words:
        node = root
        for char in word:
            node = node.setdefault(char, {})
        node[""] = {}
    return _branch(root) if root else r"(?!)"


def _branch(node: dict[str, Any]) -> str:
    last = "" in node
    parts = [_SPECIAL.get(char, re.escape(char)) + _branch(node[char]) for char in sorted(node) if char]
    if not parts:
        return ""
    singles = [part for part in parts if len(part) == 1]
    if len(singles) > 1:
        parts = [part for part in parts if len(part) > 1] + [f"[{''.join(singles)}]"]
    if len(parts) == 1 and not last:
        return parts[0]
    return f"(?:{'|'.join(parts)})" + ("?" if last else "")
