"""Charts of answers as inline SVG without script or style: bars by category, or points between two numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape

from kg.questions import Answer, Cell

_ROWS = 40  # of one chart; more could not be read
_LABEL, _BAR, _VALUE, _LINE = 260, 360, 110, 22  # widths and height of a bar's row
_SIDE, _EDGE = 320, 40  # of a plot of points
_SHOWN = 38  # characters of a label


@dataclass(frozen=True, slots=True)
class _Bar:
    label: str
    number: Decimal
    shown: str


def chart(answer: Answer) -> str:
    """The charts that a question's hint asks for, one a unit; empty where there is nothing to compare."""
    hint = answer.question.chart
    if hint is None or len(answer.rows) < 2:
        return ""
    names = [column.name for column in answer.columns]
    x, y = names.index(hint.x), names.index(hint.y)
    numeric = answer.columns[x].numeric, answer.columns[y].numeric
    if all(numeric):
        return _points(answer, x, y)
    if not any(numeric):
        return ""
    value, label = (x, y) if numeric[0] else (y, x)
    color = names.index(hint.color) if hint.color in names else None
    unit = names.index("unit") if "unit" in names else None
    groups: dict[str, list[_Bar]] = {}
    for row in answer.rows:
        number = _number(row.cells[value])
        if number is None or number < 0:
            continue
        said = [row.cells[at].text for at in (label, color) if at is not None and row.cells[at].text]
        name = row.cells[unit].text if unit is not None else ""
        groups.setdefault(name, []).append(_Bar(" · ".join(said) or "–", number, row.cells[value].text))
    return "".join(_bars(answer, name, bars) for name, bars in groups.items() if len(bars) > 1)


def _number(cell: Cell) -> Decimal | None:
    return cell.term.number if cell.term is not None else None


def _bars(answer: Answer, unit: str, bars: Sequence[_Bar]) -> str:
    shown = bars[:_ROWS]
    most = max(bar.number for bar in shown) or Decimal(1)
    left = f"; the first {_ROWS} of {len(bars)} rows" if len(bars) > _ROWS else ""
    title = escape(f"{answer.question.summary}{f', {unit}' if unit else ''}{left}")
    height, width = len(shown) * _LINE + 8, _LABEL + _BAR + _VALUE
    lines = [f'<figure><svg viewBox="0 0 {width} {height}" role="img" aria-label="{title}">']
    for at, bar in enumerate(shown):
        top, length = at * _LINE + 4, bar.number / most * _BAR
        label = bar.label if len(bar.label) <= _SHOWN else f"{bar.label[: _SHOWN - 1]}…"
        lines.append(
            f"<g><title>{escape(f'{bar.label}: {bar.shown}')}</title>"
            f'<text x="{_LABEL - 8}" y="{top + 14}" text-anchor="end">{escape(label)}</text>'
            f'<rect x="{_LABEL}" y="{top + 2}" width="{length:.1f}" height="{_LINE - 7}"></rect>'
            f'<text x="{_LABEL + length + 6:.1f}" y="{top + 14}">{escape(bar.shown)}</text></g>'
        )
    return "".join([*lines, f"</svg><figcaption>{title}</figcaption></figure>"])


def _points(answer: Answer, x: int, y: int) -> str:
    found = []
    for row in answer.rows:
        across, up = _number(row.cells[x]), _number(row.cells[y])
        if across is not None and up is not None:
            said = ", ".join(filter(None, (cell.text for cell in row.cells)))
            found.append((across, up, said))
    if len(found) < 2:
        return ""
    right = max(abs(across) for across, _, _ in found) or Decimal(1)
    top = max(abs(up) for _, up, _ in found) or Decimal(1)
    title = escape(f"{answer.question.summary}: {answer.columns[x].heading}, {answer.columns[y].heading}")
    size = _SIDE + 2 * _EDGE
    lines = [f'<figure><svg viewBox="0 0 {size} {size}" role="img" aria-label="{title}">']
    lines.append(f'<path d="M{_EDGE} {_EDGE}V{_EDGE + _SIDE}H{_EDGE + _SIDE}"></path>')
    for across, up, said in found:
        left, down = _EDGE + across / right * _SIDE, _EDGE + _SIDE - up / top * _SIDE
        lines.append(f'<circle cx="{left:.1f}" cy="{down:.1f}" r="5"><title>{escape(said)}</title></circle>')
    lines.append(
        f'<text x="{_EDGE + _SIDE}" y="{size - 12}" text-anchor="end">{escape(answer.columns[x].heading)}</text>'
    )
    lines.append(f'<text x="{_EDGE}" y="{_EDGE - 14}">{escape(answer.columns[y].heading)}</text>')
    return "".join([*lines, f"</svg><figcaption>{title}</figcaption></figure>"])
