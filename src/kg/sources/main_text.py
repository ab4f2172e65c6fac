"""The main text of a parsed page: which elements belong to it.

What an element is for follows the HTML standard (4.3, 4.9, 15.3); that class and id names tell boilerplate, that
link-dense blocks are navigation, and that paragraphs stand together, follows readability and trafilatura.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from kg.sources.judge import agreed
from kg.sources.render import render
from kg.sources.visible import Size, sizes, walk

if TYPE_CHECKING:
    from lxml.etree import _Element

_OUTSIDE = frozenset({"nav", "footer", "menu", "dialog"})
_ROLES = frozenset({"navigation", "contentinfo", "search", "menu", "menubar", "dialog", "alertdialog", "toolbar"})
# Words in class and id names; web designers use English.
_NAMES = frozenset(
    "nav navbar navi navigation menu menubar submenu breadcrumb breadcrumbs crumbs footer foot sidebar aside "
    "cookie cookies cookiebar cookiebanner consent gdpr share shares sharing sharebar sharetools social related "
    "recommended recommendation recommendations recirc teaser teasers comment comments commentlist respond "
    "reply disqus newsletter subscribe subscription signup advert advertisement ad ads adsense adslot banner "
    "sponsor sponsored popup modal overlay skiplink pagination pager paging login toolbar promo promotion "
    "masthead widget widgets tags taglist byline authorbox authorbio trending popular mostread latest archive "
    "archives copyright imprint outbrain taboola paywall rating ratings metadata postmeta meta kommentar "
    "kommentare kommentarer".split()
)
_NAME = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
_NEVER = frozenset(
    {"html", "body", "main", "article", "p", "h1", "h2", "h3", "h4", "h5", "h6", "table", "tr", "td", "th"}
)
_LINK_BLOCKS = frozenset(
    {"div", "section", "ul", "ol", "aside", "header", "form", "table", "p", "dl", "h2", "h3", "h4"}
)
_MARKED_AS_MAIN = (".//main", ".//*[@role='main']", ".//*[@itemprop='articleBody']", ".//article")
_MOST = 0.92
_PARTS = frozenset("p blockquote pre li dd td tr tbody table ul ol dl figure".split())


def main_text(root: _Element, markup: str) -> str:
    """The page's main text as lines; all that is visible where no main part is left; "" where nothing is."""
    found = root if root.tag == "body" else root.find(".//body")
    body = root if found is None else found
    size = sizes(body)
    if body not in size or not size[body].text:
        return ""
    container = _container(body, size)
    left_out = _boilerplate(container, size)
    is_marked = container is not body
    container = _innermost(container, left_out, size)
    everything, text = render(body), render(container, left_out)
    if len(text) < 0.1 * size[body].text and len(text) < 200:
        return everything
    text = _tidy(agreed(everything.split("\n"), text.split("\n"), markup, is_marked))
    heading = _headline(body, size)
    return f"{heading}\n\n{text}" if heading and heading not in text else text


def _tidy(lines: list[str]) -> str:
    """The lines with at most one empty line between two."""
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def _container(body: _Element, size: dict[_Element, Size]) -> _Element:
    """The element that the page marks as its main part, where one holds most of what is so marked."""
    for path in _MARKED_AS_MAIN:
        marked = [element for element in body.iterfind(path) if element in size]
        if not marked:
            continue
        longest = max(marked, key=lambda element: size[element].text)
        others = sum(size[one].text for one in marked if one is not longest and longest not in one.iterancestors())
        text = size[longest].text
        if text >= 0.25 * size[body].text and text >= 1.5 * others:
            return longest
    return body


def _innermost(container: _Element, left_out: set[_Element], size: dict[_Element, Size]) -> _Element:
    """The smallest element that still holds nearly all paragraphs of `container` which are not left out."""
    lost: Counter[_Element] = Counter()
    for element in left_out:
        for above in element.iterancestors():
            lost[above] += size[element].prose
    kept = size[container].prose - lost[container]
    at: _Element | None = container
    innermost = container
    while at is not None and kept:
        innermost = at
        at = next(
            (
                each
                for each in at
                if each in size and each not in left_out and size[each].prose - lost[each] >= _MOST * kept
            ),
            None,
        )
    return innermost if innermost.tag not in _PARTS else container


def _headline(body: _Element, size: dict[_Element, Size]) -> str:
    """The page's first heading."""
    return next((render(heading) for heading in body.iter("h1") if heading in size and size[heading].text), "")


def _boilerplate(container: _Element, size: dict[_Element, Size]) -> set[_Element]:
    """The elements to leave out, none inside another."""
    found: set[_Element] = set()

    def enter(element: _Element) -> bool:
        if element not in size:
            return False
        if element is not container and _is_boilerplate(element, container, size):
            found.add(element)
            return False
        return True

    walk(container, enter, lambda element: None)
    return found


def _is_boilerplate(element: _Element, container: _Element, size: dict[_Element, Size]) -> bool:
    if _is_outside(element, container):
        return True
    own, whole = size[element], size[container]
    if _is_named(element) and own.text < 0.4 * whole.text and own.prose <= 0.2 * whole.prose:
        return True
    return element.tag in _LINK_BLOCKS and _is_links(own)


def _is_outside(element: _Element, container: _Element) -> bool:
    if element.get("role", "") in _ROLES or element.tag in _OUTSIDE:
        return True
    if element.tag == "header" or element.get("role") == "banner":
        return container.tag == "body" and element.getparent() is container and element.find(".//h1") is None
    return False


def _is_named(element: _Element) -> bool:
    if element.tag in _NEVER or not element.attrib:
        return False
    words = _NAME.findall(f"{element.get('class', '')} {element.get('id', '')}"[:300])
    return any(word.lower() in _NAMES for word in words)


def _is_links(size: Size) -> bool:
    """Several links and hardly anything else: navigation, not text."""
    return size.links >= 3 and size.linked >= 0.75 * size.text and size.linked / size.links < 80
