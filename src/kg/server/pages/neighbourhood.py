"""A thing among its neighbours, as SVG: what points at it on the left, what it points at on the right."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup, escape

from kg.server.pages.findings import Link

_WIDTH, _STEP, _TOP = 860, 40, 22
_BOX, _LEFT, _RIGHT = 220, 8, 632
_CENTRE, _CENTRE_WIDTH = 330, 200
_LETTERS = 30

Neighbour = tuple[str, Link]


def picture(label: str, outward: Sequence[Neighbour], inward: Sequence[Neighbour], title: str) -> Markup:
    """The drawing; empty where there are no neighbours. Boxes are links, the lines carry names of properties."""
    if not outward and not inward:
        return Markup("")
    rows = max(len(outward), len(inward), 2)
    height = rows * _STEP + _TOP
    middle = height / 2
    left = 0 if inward else _CENTRE - 10
    right = _WIDTH if outward else _CENTRE + _CENTRE_WIDTH + 10
    parts = [
        f'<svg class="neighbourhood{"" if inward and outward else " half"}" viewBox="{left} 0 {right - left} {height}" '
        f'role="group" aria-label="{escape(title)}">',
        *_side(inward, _LEFT, height, middle, is_left=True),
        *_side(outward, _RIGHT, height, middle, is_left=False),
        f'<rect class="centre" x="{_CENTRE}" y="{middle - 17}" width="{_CENTRE_WIDTH}" height="34" rx="4"/>',
        f'<text class="centre" x="{_CENTRE + _CENTRE_WIDTH / 2}" y="{middle + 5}" text-anchor="middle">'
        f"{escape(_short(label, 26))}</text>",
        "</svg>",
    ]
    return Markup("".join(parts))


def _side(neighbours: Sequence[Neighbour], x: int, height: float, middle: float, *, is_left: bool) -> list[str]:
    parts: list[str] = []
    first = (height - len(neighbours) * _STEP) / 2 + _STEP / 2
    for at, (name, link) in enumerate(neighbours):
        y = first + at * _STEP
        begin = x + _BOX if is_left else x
        end = _CENTRE if is_left else _CENTRE + _CENTRE_WIDTH
        bend = (begin + end) / 2
        parts.append(f'<path d="M{begin},{y} C{bend},{y} {bend},{middle} {end},{middle}"/>')
        anchor = "start" if is_left else "end"
        label_x = begin + 6 if is_left else begin - 6
        parts.append(
            f'<text class="edge" x="{label_x}" y="{y - 5}" text-anchor="{anchor}">{escape(_short(name, 18))}</text>'
        )
        box = f'<rect x="{x}" y="{y - 14}" width="{_BOX}" height="28" rx="4"/>'
        text = f'<text x="{x + 10}" y="{y + 4}">{escape(_short(link.label, _LETTERS))}</text>'
        whole = f"<title>{escape(link.label)}</title>"
        inside = f"{whole}{box}{text}"
        parts.append(f'<a href="{escape(link.address)}">{inside}</a>' if link.address else f"<g>{inside}</g>")
    return parts


def _short(text: str, letters: int) -> str:
    return text if len(text) <= letters else f"{text[: letters - 1].rstrip()}…"
