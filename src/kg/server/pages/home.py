"""The first page: what is in the graph, the stored questions by theme, documents."""

from __future__ import annotations

from starlette.responses import Response

from kg.questions import Question, load
from kg.questions.words import word
from kg.server.pages import queries
from kg.server.pages.addresses import Addresses
from kg.server.pages.site import Visit, rendered

RECENT = 8
LISTED = 50


def home(visit: Visit) -> Response:
    """The first page."""
    counts = queries.counts(visit.source)
    themes: dict[str, list[Question]] = {}
    for question in load(visit.questions).questions.values():
        themes.setdefault(question.theme, []).append(question)
    order = sorted(themes, key=lambda theme: (theme == "other", theme in ("sources", "quality"), _place(theme)))
    return rendered(
        visit.request,
        visit.reader,
        "home.html",
        counts=counts,
        spoken=queries.languages(visit.source),
        themes=[
            (
                word(visit.language, "theme", theme, default=theme),
                [(q, q.summary_in(visit.language)) for q in themes[theme]],
            )
            for theme in order
        ],
        documents=listed(visit.addresses, queries.documents(visit.source, RECENT)),
        recent=RECENT,
    )


def _place(theme: str) -> int:
    known = ("use", "preference", "contact", "service", "time", "sources", "quality")
    return known.index(theme) if theme in known else len(known)


def listed(addresses: Addresses, found: list[dict[str, str]]) -> list[dict[str, str]]:
    """Documents with their addresses; one without a title goes by its name."""
    return [
        {**one, "address": addresses.of(one["iri"]), "title": one["title"] or one["iri"].rpartition("/")[2]}
        for one in found
    ]


def documents_page(visit: Visit) -> Response:
    """All documents, a page of them at a time."""
    total = queries.counts(visit.source)["Document"]
    page = visit.number("page", 1)
    found = queries.documents(visit.source, LISTED, (page - 1) * LISTED)
    return rendered(
        visit.request,
        visit.reader,
        "documents.html",
        documents=listed(visit.addresses, found),
        total=total,
        page=page,
        pages=-(-total // LISTED),
        first=(page - 1) * LISTED,
    )
