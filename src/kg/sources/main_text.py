"""The main text of a parsed page: which elements belong to it.

What an element is for follows the HTML standard (4.3, 4.9, 15.3); that class and id names tell boilerplate and that
link-dense blocks are navigation follows readability and trafilatura. Neither library does it here: they normalise white
space, drop headings and small tables and change with their versions, and offsets must not.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kg.sources.render import render
from kg.sources.visible import Size, sizes

if TYPE_CHECKING:
    from lxml.etree import _Element

_OUTSIDE = frozenset({"nav", "footer", "menu", "dialog"})
_ROLES = frozenset({"navigation", "contentinfo", "search", "menu", "menubar", "dialog", "alertdialog", "toolbar"})
_NAMES = frozenset(
    "nav navbar navigation menu submenu breadcrumb breadcrumbs footer sidebar cookie cookies cookiebar consent "
    "gdpr share sharing sharebar sharetools related recommended comment comments disqus newsletter subscribe "
    "advert advertisement ads adsense sponsor sponsored popup modal overlay skiplink pagination pager login "
    "toolbar promo masthead toc".split()
)
_NAME = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
_NEVER = frozenset(
    {"html", "body", "main", "article", "p", "h1", "h2", "h3", "h4", "h5", "h6", "table", "tr", "td", "th"}
)
_LINK_BLOCKS = frozenset({"div", "section", "ul", "ol", "aside", "header", "form", "table", "p", "dl"})
_MARKED_AS_MAIN = (".//main", ".//*[@role='main']", ".//*[@itemprop='articleBody']", ".//article")


def main_text(root: _Element) -> str:
    """The page's main text as lines; all that is visible where no main part is left; "" where nothing is."""
    found = root if root.tag == "body" else root.find(".//body")
    body = root if found is None else found
    size = sizes(body)
    if body not in size or not size[body].text:
        return ""
    container = _container(body, size)
    text = render(container, _boilerplate(container, size))
    if len(text) < 0.1 * size[body].text and len(text) < 200:
        return render(body)
    heading = "" if container is body else _headline(body, size)
    return f"{heading}\n\n{text}" if heading and heading not in text else text


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


def _headline(body: _Element, size: dict[_Element, Size]) -> str:
    """The page's first heading."""
    return next((render(heading) for heading in body.iter("h1") if heading in size and size[heading].text), "")


def _boilerplate(container: _Element, size: dict[_Element, Size]) -> set[_Element]:
    whole = size[container].text
    return {
        element
        for element in container.iter()
        if element is not container
        and element in size
        and (
            _is_outside(element, container)
            or (_is_named(element) and size[element].text < 0.4 * whole)
            or (element.tag in _LINK_BLOCKS and _is_links(element, size[element]))
        )
    }


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


def _is_links(element: _Element, size: Size) -> bool:
    """Several links and hardly anything else: navigation, not text."""
    if size.links < (5 if element.tag == "p" else 3) or size.linked < 0.75 * size.text:
        return False
    return size.linked / size.links < 80
