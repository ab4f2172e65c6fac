"""Whether a figure is the size of a change in time or of a difference between groups ([changes] of the data file)."""

from __future__ import annotations

from kg.language.around import Around
from kg.language.figures import COUNTED, Figure
from kg.model import Reason, Span

_SIGNS = {"+": "increase", "-": "decrease", "−": "decrease"}
_CHANGES = ("increase", "decrease")


def set_change(around: Around, figure: Figure, floor: int, ceiling: int) -> None:
    """Sets `change`; `floor` and `ceiling` are the ends of the neighbouring figures."""
    kind = figure.unit.kind if figure.unit is not None else "count"
    if figure.age or kind in ("rank", "share"):
        return
    if figure.sign and kind in ("percent", "point"):
        _set(figure, _SIGNS[figure.sign], "sign", figure.begin - 1, figure.begin)
        return
    if _comparative(around, figure, ceiling):
        return
    if kind == "times" or figure.number.kind == "ratio":
        _ratio(around, figure, floor, ceiling)
        return
    words, sets = around.page.words, around.grammar.sets
    if words[figure.edge : figure.begin].rstrip() in sets["levels"]:
        return  # "fell below 5 percent"
    before = around.word_before(figure.edge, max(floor, around.before(figure.edge, 60)))
    printed = words[figure.unit_at[0] : figure.unit_at[1]] if figure.unit_at else ""
    if printed in sets["level_unit"]:
        return
    if before in sets["from"] and around.grammar.level_after.match(words, figure.end):
        return
    if before in sets["of_change"]:
        at = words.rfind(before, 0, figure.edge)
        if _is_change(around, figure, around.word_before(at, around.before(at, 60)), at):
            return
    if before in sets["levels"]:
        return
    if before in sets["by"] or printed in sets["by_unit"] or kind == "point":
        _nearest(around, figure, ceiling, wide=before in sets["by"])
    elif before and not (kind == "time" and figure.bound == "at_most"):  # not "picked up within 60 seconds"
        _is_change(around, figure, before, figure.edge)


def _set(figure: Figure, key: str, rule: str, begin: int, end: int) -> None:
    figure.change = key
    figure.cues.append(Reason("change", f"change.{key}.{rule}", Span(begin, end)))


def _comparative(around: Around, figure: Figure, ceiling: int) -> bool:
    """ "12 % flere", "8.5 per cent fewer", "200 more calls": a difference, or a change where a time is compared."""
    words, grammar = around.page.words, around.grammar
    match = grammar.comparative.match(words, figure.end)
    if match is None or match.start(2) > ceiling:
        return False
    noun = match.group(1)
    if noun is not None and (figure.unit is not None or noun.strip() in grammar.sets["stop"]):
        return False
    word = " ".join(match.group(2).split())
    key = grammar.comparative_key[word]
    if figure.unit is not None and figure.unit.kind == "time":  # "an hour faster" is less time
        key = "less" if word in grammar.sets["quicker"] else "more" if word in grammar.sets["slower"] else key
    if key in ("more", "less") and _in_time(around, figure, match.start(2)):
        key = "increase" if key == "more" else "decrease"
    _set(figure, key, "comparative", match.start(2), match.end(2))
    return True


def _in_time(around: Around, figure: Figure, after: int) -> bool:
    then, words = around.grammar.change["then"], around.page.words
    found = then.search(words, after, around.after(after, 110))
    return found is not None or then.search(words, around.before(figure.begin, 60), figure.begin) is not None


def _ratio(around: Around, figure: Figure, floor: int, ceiling: int) -> None:
    """ "doubled", "вдвое", "tre ganger så høy", "zwölfmal so lange", "three times a week"."""
    words, grammar = around.page.words, around.grammar
    if figure.change is not None:
        figure.cues.append(Reason("change", f"change.{figure.change}.word", Span(figure.begin, figure.end)))
        return
    for key in _CHANGES:
        match = grammar.change[key].search(words, max(around.before(figure.begin, 70), floor), figure.begin)
        match = match or grammar.change[key].search(words, figure.end, min(around.after(figure.end, 25), ceiling))
        if match is not None:
            _set(figure, key, "verb", match.start(), match.end())
            return
    like = grammar.alike.match(words, figure.end)
    if like is not None or figure.number.kind == "ratio":
        _set(figure, "increase" if _in_time(around, figure, figure.end) else "more", "ratio", figure.begin, figure.end)
    elif around.word_before(figure.begin, floor) not in grammar.sets["ratio_before"]:
        figure.unit = COUNTED


def _is_change(around: Around, figure: Figure, word: str, before: int) -> bool:
    """Whether `word`, which ends before `before`, is a verb or noun of change; sets it then."""
    if not word:
        return False
    at = around.page.words.rfind(word, 0, before)
    for key in _CHANGES:
        found = around.grammar.change[key].match(around.page.words, at)
        if found is not None and found.end() == at + len(word):
            _set(figure, key, "verb", at, found.end())
            return True
    return False


def _nearest(around: Around, figure: Figure, ceiling: int, *, wide: bool) -> None:
    """The word of change or difference nearest to a figure that a change is told by."""
    words, change = around.page.words, around.grammar.change
    start, stop = around.before(figure.begin, 160 if wide else 90), around.after(figure.end, 70)
    stop = stop if wide else min(stop, ceiling)
    best: tuple[int, str, Span] | None = None
    for key in (*_CHANGES, "gap"):
        for match in change[key].finditer(words, start, figure.edge):
            far = figure.edge - match.end()
            if best is None or far < best[0]:
                best = far, key, Span(match.start(), match.end())
        after = change[key].search(words, figure.end, stop)
        if after is not None and (best is None or after.start() - figure.end + 30 < best[0]):
            best = after.start() - figure.end + 30, key, Span(after.start(), after.end())
    if best is not None:
        key = "more" if best[1] == "gap" else best[1]
        _set(figure, key, "by", best[2].begin, best[2].end)
