"""Which channels a figure is about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from kg.extract.clauses import Context, Figure
from kg.extract.groups import Group
from kg.extract.readings import Memory
from kg.model import Span

_SOCIAL = frozenset(
    [
        "social_media",
        "facebook",
        "twitter",
        "instagram",
        "snapchat",
        "linkedin",
        "vkontakte",
        "odnoklassniki",
        "youtube",
        "tiktok",
    ]
)
_MESSAGING = frozenset(["messaging", "whatsapp", "messenger", "telegram", "viber"])
_CHAT = frozenset(["chat", "chatbot"])
_ON_THE_WEB = frozenset({"online_bank", "contact_form", "digital_mailbox", "forum", *_SOCIAL})
_SUBJECT, _NAMING = 4, 8
_FAMILIES = (_SOCIAL, _MESSAGING, _CHAT)


class Channels(NamedTuple):
    """Channels, the rule that found them, and the words that name them."""

    codes: tuple[str, ...]
    rule: str
    span: Span | None = None


def own(made: Context, figure: Figure) -> Channels | None:
    """The channels of the figure's clause, else of its segment; with the rule and the words."""
    named = [g for g in made.groups if not _compared(made, figure, g) and not _generic(made, g)]
    if any("digital_mailbox" in g.codes for g in named):
        named = [g for g in named if g.codes != ("letter",)]
    for name, (low, high) in (("clause", figure.clause), ("segment", figure.segment)):
        groups = [group for group in named if low <= group.first < high]
        if groups:
            family = [g for g in named if figure.segment[0] <= g.first < figure.segment[1]]
            return _chosen(made, figure, groups, name, family)
    if figure.tail is not None and figure is made.figures[0] and figure.quantity.code == "percent":
        groups = [group for group in named if figure.tail[0] <= group.first < figure.tail[1]]
        if groups and not any(group.last <= figure.first for group in named):
            return _chosen(made, figure, groups, "tail")
    return None


def carried(made: Context, figure: Figure, memory: Memory) -> Channels | None:
    """The channels of a figure whose segment names none: of the figure before, the lead, an earlier sentence."""
    before = memory.before
    if figure.place and made.tagged.starts("grammar", "respectively"):
        return _shared_out(made, figure, topic(memory))
    if before is not None and before.channels:
        return Channels(before.channels, "figure before")
    first = made.figures[0].first
    lead = [group for group in made.groups if group.last <= first and not _compared(made, figure, group)]
    if lead:
        return _chosen(made, figure, lead, "lead")
    if made.lead is not None and made.lead.groups:
        return Channels(made.lead.groups[-1].codes, "list")
    if before is None and memory.last is not None and figure.quantity.change in ("more", "less"):
        return Channels(tuple(dict.fromkeys(c for r in memory.latest for c in r.channels)), "compared")
    if before is None and _points_back(made, figure):
        if figure.quantity.change is not None and memory.last is not None:
            return Channels(memory.last.channels, "pointed back")
        return _shared_out(made, figure, topic(memory))
    return None


def clause(made: Context, figure: Figure) -> Channels | None:
    """All channels of the figure's clause."""
    low, high = figure.clause
    codes = tuple(dict.fromkeys(code for group in made.groups if low <= group.first < high for code in group.codes))
    return Channels(codes, "clause") if codes else None


def _shared_out(made: Context, figure: Figure, found: Channels | None) -> Channels | None:
    """Of channels told of before, the one that "respectively" gives to the figure."""
    if found is None or figure.size < 2 or len(found.codes) != figure.size:
        return found
    if not made.tagged.starts("grammar", "respectively"):
        return found
    return Channels((found.codes[figure.place],), "respectively")


def topic(memory: Memory) -> Channels | None:
    """What the text speaks of: the channels of the sentence before, else of the last figure."""
    previous = memory.previous
    if previous is not None and previous.groups:
        return Channels(previous.groups[-1].codes, "topic")
    return Channels(memory.topic, "topic") if memory.topic else None


def within(made: Context, span: tuple[int, int] | None) -> Channels:
    """The channels that the words of a counted noun name ("480 Anrufe")."""
    if span is None:
        return Channels((), "none")
    tagged = made.tagged
    inside = [
        m
        for g in made.groups
        for m in g.marks
        if span[0] <= tagged.begins[m.first] and tagged.ends[m.last - 1] <= span[1]
    ]
    return Channels(tuple(dict.fromkeys(mark.code for mark in inside)), "counted noun", Span(*span))


def named(made: Context, figure: Figure, span: tuple[int, int] | None) -> bool:
    """Whether the figure's clause or segment names a channel outside the words of the counted noun."""
    tagged = made.tagged
    for group in made.groups:
        begin, end = tagged.span(group.first, group.last)
        inside = figure.segment[0] <= group.first < figure.segment[1]
        if inside and (span is None or begin < span[0] or end > span[1]):
            return True
    return False


def _points_back(made: Context, figure: Figure) -> bool:
    """Whether a word at the begin of the figure's clause or of the sentence points back to a channel."""
    back = made.tagged.starts("grammar", "back")
    low, high = figure.segment
    if any(low <= m.first < high and m.size >= _NAMING for m in made.tagged.code("grammar", "back")):
        return True
    begins = {0, figure.segment[0], figure.clause[0]}
    return any(at in back for begin in begins for at in range(begin, min(begin + _SUBJECT, figure.last + 2)))


def unknown(made: Context, figure: Figure) -> bool:
    """Whether the figure's segment names something that looks like a channel and is none."""
    low, high = figure.segment
    return any(low <= m.first < high and m.code == "none" for m in made.tagged.kept("channels"))


def _compared(made: Context, figure: Figure, group: Group) -> bool:
    """Whether the group is only what something is compared with, or is denied ("on the web rather than by phone")."""
    before = range(max(0, group.first - 2), group.first)
    than, not_ = made.tagged.starts("grammar", "than"), made.tagged.starts("grammar", "negation")
    if figure.quantity.code in ("rank", "ratio"):
        return any(at in than for at in before)
    others = any(g is not group and g.first < group.first for g in made.groups)
    return others and any(
        at in not_ or (at in than and at not in made.tagged.starts("grammar", "but")) for at in before
    )


def _generic(made: Context, group: Group) -> bool:
    """Whether the group is a word like "the app" after the name of a platform in the same sentence."""
    back = made.tagged.starts("grammar", "back")
    if not all(mark.first in back for mark in group.marks):
        return False
    return any(g.last <= group.first and set(g.codes) & (_SOCIAL | _MESSAGING) for g in made.groups)


def _secondary(made: Context, group: Group) -> bool:
    """Whether the group stands in the name of a population only ("Telefonkunden")."""
    return any(p.human and p.first <= group.first and group.last <= p.last for p in made.phrases)


def _chosen(made: Context, figure: Figure, groups: list[Group], rule: str, family: Sequence[Group] = ()) -> Channels:
    primary = [group for group in groups if not _secondary(made, group)] or groups
    near = min(primary, key=lambda group: (_distance(made, figure, group), group.first))
    if _in_order(made, figure, near, rule):
        mark = near.marks[figure.place] if len(near.marks) == figure.size else near.marks[0]
        codes: tuple[str, ...] = (near.codes[figure.place],)
        begin, end = made.tagged.span(mark.first, mark.last)
        return Channels(codes, "respectively", Span(begin, end))
    codes = near.codes
    for group in (*primary, *family):
        if group is not near and _related(group.codes, near.codes):
            codes = tuple(dict.fromkeys((*codes, *group.codes)))
    begin, end = made.tagged.span(near.first, near.last)
    return Channels(_specific(codes), rule, Span(begin, end))


def _specific(codes: tuple[str, ...]) -> tuple[str, ...]:
    """`codes` without the web in general where a service on it is named."""
    return tuple(c for c in codes if c != "web") if _ON_THE_WEB & set(codes) else codes


def _in_order(made: Context, figure: Figure, group: Group, rule: str) -> bool:
    """Whether as many channels as figures stand together, each figure for its own."""
    if figure.size < 2 or len(group.codes) != figure.size or made.sentence.kind == "table":
        return False
    return rule != "lead" or bool(made.tagged.starts("grammar", "respectively"))


def _related(first: tuple[str, ...], second: tuple[str, ...]) -> bool:
    return any(set(first) & family and set(second) & family for family in _FAMILIES)


def _distance(made: Context, figure: Figure, group: Group) -> float:
    if group.first >= figure.last:
        return group.first - figure.last - (0.5 if made.figure_first else 0.0)
    if group.last <= figure.first:
        return float(figure.first - group.last)
    return 0.0
