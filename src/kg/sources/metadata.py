"""What a page declares of itself: title and date of publication."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lxml.etree import _Element

_TITLES = ("og:title", "twitter:title", "dc.title", "dcterms.title")
_DATES = (
    "article:published_time",
    "og:published_time",
    "datepublished",
    "dcterms.issued",
    "dcterms.date",
    "dc.date.issued",
    "dc.date",
    "dcterms.created",
    "publication_date",
    "publishdate",
    "pubdate",
    "date",
)
_DATE = re.compile(r"\s*(\d{4})-(\d{2})(?:-(\d{2}))?(?=$|[T\s])")
_SPACE = re.compile(r"\s+")


def title(root: _Element) -> str | None:
    """The headline of the page: schema.org, Open Graph, the first `h1`, then the `title` element."""
    found = next((text for item in _linked_data(root) if isinstance(text := item.get("headline"), str)), None)
    for name in _TITLES:
        found = found or _meta(root).get(name)
    for tag in ("h1", "title"):
        if not found:
            found = next(("".join(map(str, each.itertext())) for each in root.iter(tag)), None)
    return _SPACE.sub(" ", found).strip() or None if found else None


def published(root: _Element) -> str | None:
    """The date that the page gives for its publication (ISO 8601, day or month), or None."""
    for item in _linked_data(root):
        if date := _date(item.get("datePublished")):
            return date
    named = _meta(root)
    for name in _DATES:
        if date := _date(named.get(name)):
            return date
    times = [each for each in root.iter("time") if each.get("datetime")]
    marked = [each for each in times if each.get("pubdate") is not None or each.get("itemprop") == "datePublished"]
    return next((date for each in marked or times if (date := _date(each.get("datetime")))), None)


def _meta(root: _Element) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in root.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop")
        content = element.get("content")
        if name and content and content.strip():
            found.setdefault(name.strip().lower(), content)
    return found


def _date(value: object) -> str | None:
    found = _DATE.match(value) if isinstance(value, str) else None
    if found is None or not 1 <= int(found[2]) <= 12 or not 1 <= int(found[3] or 1) <= 31:
        return None
    return "-".join(part for part in found.groups() if part)


def _linked_data(root: _Element) -> Iterator[dict[str, Any]]:
    """The objects of the page's JSON-LD blocks, outermost first; a block that is not JSON says nothing."""
    for script in root.iter("script"):
        if (script.get("type") or "").split(";")[0].strip().lower() != "application/ld+json":
            continue
        try:
            todo = [json.loads("".join(map(str, script.itertext())))]
        except (ValueError, RecursionError):
            continue
        for item in todo:
            if isinstance(item, list):
                todo.extend(item[:1000])
            elif isinstance(item, dict):
                yield item
                todo.extend(item[key] for key in ("@graph", "mainEntity") if key in item)
