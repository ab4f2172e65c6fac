"""HTML and XHTML: the main text of a page, its title and date of publication."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kg.sources.content import Content, Unreadable
from kg.sources.decode import decode

if TYPE_CHECKING:
    from lxml.etree import _Element

_DECLARED = re.compile(
    rb"""<\?xml[^>]{0,200}?\sencoding\s*=\s*["']([\w.:-]{1,40})|<meta\b[^>]{0,500}?\bcharset\s*=\s*["']?\s*([\w.:-]{1,40})""",
    re.IGNORECASE,
)
_GROUPING = re.compile(
    r"</?(?:div|section|article|span|font|center|blockquote|ul|ol|li|table|tbody|tr|td|a|b|i|u|em|strong|small|big)\b[^<>]*>",
    re.IGNORECASE,
)
_MEDIA = "text/html"


def read(data: bytes, encoding: str | None = None, declared: str | None = None) -> Content:
    """The main text of the page, one line a heading, paragraph, list item and table row (cells joined by a tab).

    White space that HTML collapses is one space; no-break spaces and every other character stay. Navigation, scripts
    and what is hidden are left out; a page without a main part gives all that is visible.

    `declared` is the encoding that a server names; it goes before the one that the page names (HTML, 13.2.3).

    Raises:
        Unreadable: the bytes are no text, or the page shows none.
    """
    from kg.sources.main_text import main_text
    from kg.sources.metadata import published, title

    markup, used = decode(data, encoding, declared or declared_encoding(data))
    root = parse(markup)
    if root is None:
        raise Unreadable("a page without elements", "HTML", "check that the file was saved whole")
    heading, date = title(root), published(root)
    text = main_text(root, markup)
    if not text:
        raise Unreadable(
            "a page without visible text", "HTML with text", "save the page as it is shown, after its scripts ran"
        )
    return Content(text, used, _MEDIA, heading, date)


def declared_encoding(data: bytes) -> str | None:
    """The encoding that an XML declaration or a meta element names (HTML, 13.2.3.2)."""
    found = _DECLARED.search(data[:4096])
    return None if found is None else (found[1] or found[2]).decode("ascii", "replace")


def parse(markup: str) -> _Element | None:
    """The document element, or None where the markup has no element.

    libxml2 drops what is nested more than 2,048 deep; of such a page the tags that only group are left out.
    """
    root, is_whole = _parse(markup)
    return root if is_whole else _parse(_GROUPING.sub("<br>", markup))[0]


def _parse(markup: str) -> tuple[_Element | None, bool]:
    from lxml import etree

    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=True)
    try:
        root = etree.fromstring(markup.replace("\x00", "").encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        return None, True
    return root, all(entry.type != etree.ErrorTypes.ERR_RESOURCE_LIMIT for entry in parser.error_log)
