"""What of a page is visible, and how much text each element holds."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element

_UNSEEN = frozenset(
    "script style noscript template head title meta link svg math iframe object embed canvas audio video map "
    "select option datalist button input textarea progress meter noframes frameset applet area base col "
    "colgroup rp".split()
)
INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr q rb rt ruby s samp "
    "small span strike strong sub sup time tt u var wbr img output slot".split()
)
_PROSE = 60
_SPACE = re.compile(r"[ \t\n\r\f]+")
_HIDING = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_HIDDEN_NAMES = frozenset(
    "sr-only visually-hidden screen-reader-text screenreader visuallyhidden element-invisible".split()
)


def hidden(element: _Element) -> bool:
    """Whether a browser does not show the element itself (its ancestors are not asked)."""
    if not isinstance(element.tag, str) or element.tag in _UNSEEN:
        return True
    attributes = element.attrib
    if not attributes:
        return False
    if "hidden" in attributes or attributes.get("aria-hidden", "").strip().lower() == "true":
        return True
    if _HIDING.search(attributes.get("style", "")):
        return True
    return not _HIDDEN_NAMES.isdisjoint(attributes.get("class", "").split())


def walk(root: _Element, enter: Callable[[_Element], bool], leave: Callable[[_Element], None]) -> None:
    """Call `enter` and `leave` around each element in document order; where `enter` says False, its inside is skipped.

    Pages nest thousands deep, so nothing here recurses.
    """
    if not enter(root):
        leave(root)
        return
    stack = [(root, iter(root))]
    while stack:
        element, children = stack[-1]
        child = next(children, None)
        if child is None:
            stack.pop()
            leave(element)
        elif enter(child):
            stack.append((child, iter(child)))
        else:
            leave(child)


@dataclass(slots=True)
class Size:
    """Visible characters (without white space) of an element, those inside links, the number of links.

    `prose` counts the characters in paragraphs: blocks of some length of their own, mostly outside links.
    """

    text: int = 0
    linked: int = 0
    links: int = 0
    prose: int = 0
    own: int = 0


def sizes(root: _Element) -> dict[_Element, Size]:
    """The size of each visible element below `root`, in one pass."""
    found: dict[_Element, Size] = {}

    def enter(element: _Element) -> bool:
        if hidden(element):
            return False
        length = _count(element.text)
        found[element] = Size(length, own=length)
        return True

    def leave(element: _Element) -> None:
        size = found.get(element)
        parent = element.getparent()
        above = found.get(parent) if parent is not None and element is not root else None
        if size is not None:
            _finish(size, element)
        if above is not None:
            tail = _count(element.tail)
            above.text += tail
            above.own += tail
            if size is not None:
                above.text += size.text
                above.linked += size.linked
                above.links += size.links
                above.prose += size.prose
                above.own += size.own if element.tag in INLINE else 0

    walk(root, enter, leave)
    return found


def _finish(size: Size, element: _Element) -> None:
    if element.tag == "a":
        size.linked, size.links = size.text, size.links + 1
    elif element.tag not in INLINE and size.own >= _PROSE and 2 * size.linked < size.text:
        size.prose += size.own


def _count(text: str | None) -> int:
    return len(_SPACE.sub("", text)) if text else 0
