"""Every quantity of a text: its number, unit, bound, change and rate, whatever it is about."""

from __future__ import annotations

from decimal import Decimal

from kg.language.around import around
from kg.language.assembly import Assembler
from kg.language.bounds import set_age, set_bound
from kg.language.changes import set_change
from kg.language.concepts import concept
from kg.language.figures import Figure
from kg.language.folding import Page, page
from kg.language.grammar import Grammar, grammar
from kg.language.rates import set_rate
from kg.language.reading import numbers
from kg.language.sharing import share_units
from kg.model import Quantity, Reason, Span


def quantities(text: str, language: str) -> tuple[Quantity, ...]:
    """The quantities of `text` in order; offsets are code points of `text` as given.

    Shares in any wording are percent with two decimals, multipliers are applied, pence are pounds. `code` is the unit
    code of the annotation guide, `count` for a bare number, `age` for ages that limit a population ("over 15 år"),
    None for units outside the guide. Dates, clock times, telephone numbers, labels and names are left out.

    Raises:
        DataError: there is no data file for `language`, or it is wrong.

    >>> [(q.code, str(q.value), q.bound) for q in quantities("over 60% av kundene", "nb")]
    [('percent', '60', 'over')]
    """
    rules, sheet = grammar(language), page(text)
    place = around(sheet, rules)
    figures = Assembler(place, numbers(sheet, rules)).figures()
    share_units(place, figures)
    found = []
    floor, earlier = 0, None
    for at, figure in enumerate(figures):
        ceiling = figures[at + 1].begin if at + 1 < len(figures) else len(sheet.words)
        figure.edge = figure.begin - len(figure.sign)
        set_bound(place, figure, floor)
        set_age(place, figure, floor)
        set_change(place, figure, floor, ceiling)
        set_rate(place, figure, floor, ceiling, earlier)
        found.append(_quantity(sheet, figure, rules))
        floor, earlier = figure.end, figure
    return tuple(found)


def parse_number(text: str, language: str) -> Decimal | None:
    """The number that all of `text` spells in `language`, or None where it spells none or more than one.

    Fractions are parts of one ("zwei Drittel" is 2/3 with 28 digits), multipliers applied. Digits may be grouped by any
    blank, ".", "," or an apostrophe, as the language writes decimals.

    Raises:
        DataError: there is no data file for `language`, or it is wrong.

    >>> parse_number("3,5 millioner", "nb")
    Decimal('3500000')
    """
    sheet, rules = page(text.strip()), grammar(language)
    words = sheet.words
    minus, _, rest = words.partition(" ")
    if minus in rules.numerals.minus:
        value = parse_number(rest, language)
        return None if value is None else -value
    begin = 1 if words[:1] and words[0] in "-−+" else 0
    found = numbers(sheet, rules)
    value = None
    if words in rules.numerals.articles:
        value = Decimal(1)
    elif len(found) == 1 and (found[0].begin, found[0].end) == (begin, len(words)):
        value = found[0].value if found[0].kind in ("number", "one", "fraction", "half") else None
    elif len(found) > 1 and found[0].begin == 0:
        figures = Assembler(around(sheet, rules), found).figures()
        if len(figures) == 1 and figures[0].end == len(words) and figures[0].unit is None:
            value = figures[0].value
    return None if value is None else rounded(-value if begin and words[0] != "+" else value)


def rounded(value: Decimal) -> Decimal:
    """`value` in plain notation without trailing zeros."""
    if value == value.to_integral_value():
        return value.quantize(Decimal(1)) if value.adjusted() < 28 else value
    return value.normalize()


def _quantity(sheet: Page, figure: Figure, rules: Grammar) -> Quantity:
    unit, about = figure.unit, concept(sheet, figure, rules)
    begin, end = sheet.span(figure.begin, figure.end)
    code = "age" if figure.age else "count" if unit is None else unit.code
    printed = sheet.source[figure.unit_at[0] : figure.unit_at[1]] if figure.unit_at else None
    value, upper = figure.value, figure.upper
    if unit is not None and unit.factor != 1:
        value, upper = value * unit.factor, upper and upper * unit.factor
    return Quantity(
        begin=begin,
        end=end,
        value=rounded(value),
        upper=None if upper is None else rounded(upper),
        code=code,
        unit=printed,
        unit_code=unit.ucum if unit is not None and unit.ucum else None,
        bound=figure.bound,
        change=figure.change,
        per=figure.per,
        concept=_span(sheet, about),
        cues=tuple(Reason(cue.property, cue.rule, _span(sheet, cue.span)) for cue in figure.cues)
        if sheet.begins
        else tuple(figure.cues),
    )


def _span(sheet: Page, span: Span | None) -> Span | None:
    return None if span is None else Span(*sheet.span(span.begin, span.end))
