"""Answers as charts: a Vega-Lite specification, drawn on the server as SVG without scripts or styles.

Ranges are bars from end to end, bounds have an open end, an absent value is written out and never drawn as zero. The
size of the sample stands beside each figure. Colours are names of the page's, so that a chart follows light and dark.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from markupsafe import Markup

from kg.questions import Answer, Cell
from kg.questions.labels import short_name

MOST: Final = 40  # rows that one can still tell apart
_COLOURS: Final = 6
_SCHEMA: Final = "https://vega.github.io/schema/vega-lite/v5.json"
_FONT: Final = "Arial, Helvetica, sans-serif"
# Stand-ins for colours of the page: valid for Vega, replaced in the drawing
_STAND_INS: Final = {
    "#010101": "var(--ink)",
    "#020202": "var(--muted)",
    "#030303": "var(--line)",
    **{f"#0a0a0{n}": f"var(--series-{n})" for n in range(1, _COLOURS + 1)},
}
_INK, _MUTED, _LINE = list(_STAND_INS)[:3]
_SERIES: Final = tuple(list(_STAND_INS)[3:])
_OPEN_UP: Final = ("at_least", "over")
_OPEN_DOWN: Final = ("at_most", "under")
_SEPARATOR: Final = "\u001f"
_WIDTH: Final = 470


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart: the specification for Vega-Lite, the rows that it draws and how many there are."""

    specification: Mapping[str, Any]
    drawn: int
    total: int


def chart(answer: Answer, bases: Mapping[str, int], say: Callable[[str], str]) -> Drawing | None:
    """The chart that the question's header names; None where it names none or there is nothing to draw.

    `bases` are sizes of samples by finding; `say` gives the interface's words.
    """
    hint = answer.question.chart
    if hint is None or not answer.rows:
        return None
    at = {column.name: place for place, column in enumerate(answer.columns)}
    rows = [_datum(answer, row.cells, at, n, bases, say) for n, row in enumerate(answer.rows)]
    colours = _colours(rows[:MOST])
    if not colours:  # what a colour cannot tell, the name of the row tells
        rows = [{**row, "row": " · ".join(filter(None, (row["row"], row["color"])))} for row in rows]
    is_across = hint.mark in ("line", "point") or not any(row["x_is_number"] for row in rows)
    drawn = [row for row in rows if row["x"] is not None][:MOST] if is_across else rows[:MOST]
    if not drawn or not any(row["x"] is not None for row in drawn):
        return None
    groups: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for row in drawn:
        groups.setdefault((row["facet"], row["unit"]), []).append(row)
    draw = _across if is_across else _bars
    parts = [draw(answer, values, colours, _title(key, len(groups))) for key, values in groups.items()]
    specification = {"$schema": _SCHEMA, "vconcat": parts, "config": _config(), "background": None}
    return Drawing(specification, len(drawn), len(rows))


def _datum(
    answer: Answer,
    cells: Sequence[Cell],
    at: Mapping[str, int],
    n: int,
    bases: Mapping[str, int],
    say: Callable[[str], str],
) -> dict[str, Any]:
    hint = answer.question.chart
    assert hint is not None

    def cell(name: str) -> Cell | None:
        return cells[at[name]] if name in at else None

    def text(name: str) -> str:
        found = cell(name)
        return found.text if found else ""

    x, y = cell(hint.x), cell(hint.y)
    # A hidden column gives the length alone; what it stands for is printed in the column of figures
    figures = [column for column in answer.columns if column.parts]
    printed = next((column for column in figures if column.name in (hint.x, hint.y)), figures[0] if figures else None)
    parts = printed.parts if printed else {}
    upper, unit, bound = (cell(parts[name]) if name in parts else None for name in ("upper", "unit", "bound"))
    base = next((bases[term.value] for each in cells for term in each.terms if term.value in bases), None)
    figure = cell(printed.name) if printed and answer.columns[at[hint.x]].hidden else x
    shown = figure.text if figure and figure.terms else say("not_stated")
    scale = _scale(x, figure)
    return {
        "row": f"{n:06d}{_SEPARATOR}{y.text if y and y.terms else say('not_stated')}",
        "x": _amount(x),
        "x_text": x.text if x else "",
        "x_is_number": bool(x and x.term and x.term.is_number),
        "y": _amount(y),
        "upper": _scaled(_amount(upper), scale),
        "bound": short_name(bound.term.value) if bound and bound.term else "exact",
        "unit": "" if figure is not x else unit.text if unit else answer.columns[at[hint.x]].unit,
        "label": shown,
        "size": f"{base:,}".replace(",", "\u202f") if base is not None else "–",
        "color": text(hint.color),
        "facet": text(hint.facet),
    }


def _amount(cell: Cell | None) -> float | str | None:
    if cell is None or cell.term is None:
        return None
    number = cell.term.number
    return float(number) if number is not None else cell.text


def _scale(x: Cell | None, figure: Cell | None) -> float:
    """How many units of the axis one of the printed unit is: 60 where seconds are drawn and minutes printed."""
    drawn, printed = _amount(x), _amount(figure)
    if isinstance(drawn, float) and isinstance(printed, float) and printed and x is not figure:
        return drawn / printed
    return 1.0


def _scaled(value: float | str | None, scale: float) -> float | None:
    return value * scale if isinstance(value, float) else None


def _colours(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """The names that get colours of their own; none where they are too many to tell apart."""
    names = list(dict.fromkeys(str(row["color"]) for row in rows))
    return names if 1 < len(names) <= _COLOURS else []


def _color(colours: Sequence[str]) -> dict[str, Any]:
    if not colours:
        return {"value": _SERIES[0]}
    scale = {"domain": list(colours), "range": list(_SERIES[: len(colours)])}
    legend = {
        "orient": "top",
        "title": None,
        "labelLimit": 240,
        "symbolType": "circle",
        "columns": 3 if max(map(len, colours)) < 18 else 1,
    }
    return {"field": "color", "type": "nominal", "scale": scale, "legend": legend}


def _title(key: tuple[str, str], groups: int) -> str:
    return " · ".join(part for part in key if part) if groups > 1 else ""


def _bars(answer: Answer, rows: list[dict[str, Any]], colours: Sequence[str], title: str) -> dict[str, Any]:
    """Bars from zero to exact values, from end to end for ranges, with open ends for bounds."""
    numbers = [row["upper"] or row["x"] for row in rows if isinstance(row["x"], float)]
    top = max([*numbers, 0.0])
    is_percent = all("%" in row["label"] for row in rows if row["x"] is not None)
    high = 100.0 if is_percent and top <= 100 else top * 1.02 or 1.0
    step = high * 0.035
    values = [_bar(row, step) for row in rows]
    y = {
        "field": "row", "type": "nominal", "sort": None, "title": None,
        "axis": {
            "labelExpr": f"split(datum.label, '{_SEPARATOR}')[1]", "labelLimit": 330, "minExtent": _extent(rows),
            "domain": False, "ticks": False, "labelPadding": 8,
        },
    }  # fmt: skip
    scale = {"domain": [0, high * 1.06], "nice": False}
    x = {
        "field": "begin",
        "type": "quantitative",
        "scale": scale,
        "title": None,
        "axis": {"tickCount": 5, "format": "~s"},
    }
    color = _color(colours)
    layers: list[dict[str, Any]] = [
        {
            "mark": {"type": "bar", "height": 9, "cornerRadius": 1.5},
            "encoding": {"x": x, "x2": {"field": "finish"}, "color": color},
        },
        _arrow("right", _OPEN_UP, x, color),
        _arrow("left", _OPEN_DOWN, x, color),
        {
            "mark": {"type": "text", "align": "left", "baseline": "middle", "dx": 8, "color": _INK},
            "encoding": {"x": {**x, "field": "place"}, "text": {"field": "label"}},
        },
        {
            "mark": {"type": "text", "align": "right", "baseline": "middle", "color": _MUTED},
            "encoding": {"x": {"value": _WIDTH + 100}, "text": {"field": "size"}},
        },
        {
            "data": {"values": [{}]},
            "mark": {"type": "text", "align": "right", "baseline": "bottom", "color": _MUTED, "fontStyle": "italic"},
            "encoding": {"x": {"value": _WIDTH + 100}, "y": {"value": -3}, "text": {"value": "n"}},
        },
    ]
    return {
        "data": {"values": values}, "width": _WIDTH, "height": {"step": 24}, "title": title or "", "encoding": {"y": y},
        "layer": layers,
    }  # fmt: skip


def _extent(rows: Sequence[Mapping[str, Any]]) -> int:
    """Room for the names of rows: fonts of readers are wider than the one that the drawing reckons with."""
    return min(330, 12 + max(round(len(str(row["row"]).partition(_SEPARATOR)[2]) * 6.9) for row in rows))


def _bar(row: Mapping[str, Any], step: float) -> dict[str, Any]:
    """Where a bar begins and ends; one with an open end fades into an arrow."""
    low, high, bound = row["x"], row["upper"], row["bound"]
    if not isinstance(low, float):
        return {**row, "begin": None, "finish": None, "tip": None, "place": 0}
    finish = high if isinstance(high, float) else low
    begin = low if isinstance(high, float) else min(low, 0.0)
    tip = finish + step * 0.3 if bound in _OPEN_UP else max(finish - step * 0.6, 0)
    place = finish + step * 0.9 if bound in _OPEN_UP else finish
    return {**row, "begin": begin, "finish": finish, "tip": tip, "place": place}


def _arrow(way: str, bounds: Sequence[str], x: Mapping[str, Any], color: Mapping[str, Any]) -> dict[str, Any]:
    wanted = " || ".join(f"datum.bound === '{bound}'" for bound in bounds)
    is_up = way == "right"
    mark: dict[str, Any] = {"type": "point", "shape": f"triangle-{way}", "size": 170, "opacity": 1, "filled": is_up}
    if not is_up:
        mark |= {"fill": "#fefefe", "strokeWidth": 1.5}
    return {
        "transform": [{"filter": f"({wanted}) && isValid(datum.tip)"}],
        "mark": mark,
        "encoding": {"x": {**x, "field": "tip"}, "color": color},
    }


def _across(answer: Answer, rows: list[dict[str, Any]], colours: Sequence[str], title: str) -> dict[str, Any]:
    """Points or lines over two axes; years and periods stand in order, as names."""
    hint = answer.question.chart
    assert hint is not None

    def axis(name: str, key: str) -> dict[str, Any]:
        is_number = all(isinstance(row[key], float) for row in rows)
        heading = answer.column(name).heading
        if is_number and name != "year":
            return {"field": key, "type": "quantitative", "title": heading, "scale": {"zero": True}}
        values = [{**row, key: _name(row[key])} for row in rows]
        rows[:] = values
        sort = sorted({str(row[key]) for row in rows}) if key == "x" else None
        return {
            "field": key,
            "type": "ordinal",
            "title": heading,
            "sort": sort,
            "axis": {"labelAngle": 0, "labelLimit": 200},
        }

    for row in rows:
        row["y"] = row["y"] if row["y"] is not None else row["row"].partition(_SEPARATOR)[2]
    x, y = axis(hint.x, "x"), axis(hint.y, "y")
    marks: list[dict[str, Any]] = [{"mark": {"type": "point", "filled": True, "size": 70, "opacity": 0.9}}]
    if hint.mark == "line" and y["type"] == "quantitative":
        marks.insert(0, {"mark": {"type": "line", "strokeWidth": 1.75}})
    if not colours and any(row["color"] for row in rows):
        text = {"type": "text", "align": "left", "baseline": "middle", "dx": 8, "color": _MUTED, "fontSize": 11}
        marks.append({"mark": text, "encoding": {"text": {"field": "color"}, "color": {"value": _MUTED}}})
    height: Any = 260 if y["type"] == "quantitative" else {"step": 28}
    return {
        "data": {"values": rows}, "width": 560, "height": height, "title": title or "",
        "encoding": {"x": x, "y": y, "color": _color(colours)}, "layer": marks,
    }  # fmt: skip


def _name(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else "" if value is None else str(value)


def _config() -> dict[str, Any]:
    text = {
        "labelColor": _MUTED,
        "titleColor": _MUTED,
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
    }
    return {
        "font": _FONT,
        "view": {"stroke": None},
        "axis": {**text, "gridColor": _LINE, "domainColor": _LINE, "tickColor": _LINE, "gridWidth": 1},
        "axisY": {"labelColor": _INK},
        "legend": text,
        "title": {"color": _INK, "fontSize": 13, "anchor": "start", "fontWeight": 600, "offset": 10},
        "text": {"fontSize": 12},
    }


@lru_cache(maxsize=64)
def svg(specification: str, label: str) -> Markup:
    """The drawing of a specification (JSON), with `label` for who does not see it."""
    import vl_convert

    drawing = str(vl_convert.vegalite_to_svg(specification))
    drawing = re.sub(r' (?:role|aria-[a-z]+)="[^"]*"', "", drawing)
    drawing = re.sub(r"<(script|style)\b.*?</\1>|<a\b[^>]*>|</a>", "", drawing, flags=re.DOTALL)
    for stand_in, colour in {**_STAND_INS, "#fefefe": "var(--paper)"}.items():
        drawing = drawing.replace(f'"{stand_in}"', f'"{colour}"')
    from markupsafe import escape

    return Markup(drawing.replace("<svg ", f'<svg role="img" aria-label="{escape(label)}" ', 1))
