"""Periods: what a text says of when, and to which figure it belongs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.extract.cues import cues
from kg.extract.periods import governing, read_periods
from kg.language import LANGUAGES, sentences


def found(text: str, language: str) -> list[tuple[str, str]]:
    periods = read_periods(text, sentences(text, language), cues(language).events(text), language)
    return [(period.value, period.role) for period in periods.found]


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        ("en", "Calls fell in the second quarter of 2019 again.", "2019-Q2"),
        ("en", "Between them they took calls in Q3 2021 only.", "2021-Q3"),
        ("en", "The survey ran in January 2023 among adults.", "2023-01"),
        ("nb", "Banken svarte på alle samtaler i tredje kvartal 2023.", "2023-Q3"),
        ("nb", "Dette gjaldt for sesongen 2021/22 i hele landet.", "2021/2022"),
        ("da", "Undersøgelsen er gennemført i juni 2021 blandt danskere.", "2021-06"),
        ("sv", "Undersökningen gjordes i oktober 2020 bland svenskar.", "2020-10"),
        ("de", "Die Erhebung fand vom 3. bis 14. April 2022 statt.", "2022-04"),
        ("de", "Die App nutzten im vierten Quartal 2021 mehr Leute.", "2021-Q4"),
        ("fi", "Kysely tehtiin huhtikuussa 2020 verkossa.", "2020-04"),
        ("ru", "Опрос прошёл 11–17 октября 2021 года по телефону.", "2021-10"),
        ("ru", "Данные собраны за 2012-2013 годы по всем каналам.", "2012-2013"),
    ],
)
def test_a_printed_period_has_the_value_of_the_guide(language: str, text: str, value: str) -> None:
    assert (value, "own") in found(text, language)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Nothing follows from section 149 of the Equality Act 2010."),
        ("en", "Ring 01632 960 2019 for help."),
        ("nb", "Banken har 2019 kroner på konto 2021.45."),
        ("de", "Der Tarif kostet 2019 Euro, das sind 2.019,50 Euro."),
        ("fi", "Asiasta säädetään laissa (laki 938/2013, 9 §)."),
    ],
)
def test_numbers_laws_and_telephones_are_no_periods(language: str, text: str) -> None:
    owned = [value for value, role in found(text, language) if role == "own" and not value.startswith("2019")]
    assert owned == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Use is down eleven points since 2016."),
        ("nb", "Det er flere enn i 2018."),
        ("da", "Det er færre end i 2018."),
        ("de", "Das sind mehr als 2021."),
        ("ru", "Это больше, чем в 2018 году."),
    ],
)
def test_what_is_compared_with_is_no_period_of_its_own(language: str, text: str) -> None:
    assert [role for _, role in found(text, language)] == ["since"]


def test_a_dateline_is_no_period_but_tells_the_year_of_writing() -> None:
    text = "Pressemelding · 3. november 2022\n\nI år ringte 46 prosent. I fjor ringte 50 prosent.\n"
    assert ("2022-11", "date") in found(text, "nb")
    assert [pair for pair in found(text, "nb") if pair[1] == "own"] == [("2022", "own"), ("2021", "own")]


def test_last_year_stays_open_where_no_year_is_known() -> None:
    assert found("Förra året ringde var tredje kund.", "sv") == []


def test_the_year_before_counts_from_the_period_before() -> None:
    assert found("I 2018 var det 50 prosent. Året før var det 40 prosent.", "nb") == [("2018", "own"), ("2017", "own")]


@pytest.mark.parametrize(
    ("text", "language", "values"),
    [
        ("Andelen økte fra 54 prosent i 2018 til 61 prosent i 2020.", "nb", ["2018", "2020"]),
        ("Vuonna 2013 sitä käytti 92 %, vuonna 2016 enää 81 % ja vuonna 2019 57 %.", "fi", ["2013", "2016", "2019"]),
        ("Antallet faldt fra 1180 i 2013 til 642 i 2023.", "da", ["2013", "2023"]),
        ("Av henvendelsene kom 11 og 7 prosent på papir i 2020.", "nb", ["2020", "2020"]),
        ("Im Mittel gab es die Note 1,8; 2019 hatte sie bei 2,1 gelegen.", "de", [None, "2019"]),
    ],
)
def test_each_figure_takes_the_period_of_its_clause(text: str, language: str, values: list[str | None]) -> None:
    import re

    periods = read_periods(text, sentences(text, language), cues(language).events(text), language).found
    years = {(p.begin, p.end) for p in periods}
    items = [m.span() for m in re.finditer(r"\d+(?:,\d)?(?: (?:prosent|%))?", text)]
    items = [i for i in items if not any(b <= i[0] < e for b, e in years)]
    got = [governing(text, periods, items, *item) for item in items]
    assert [period.value if period else None for period in got] == values


@given(text=st.text(alphabet="2019 /-.,:;jan.mai\n§(Q3)i år", max_size=80), language=st.sampled_from(LANGUAGES))
def test_periods_lie_in_the_text_in_order_whatever_it_is(text: str, language: str) -> None:
    periods = read_periods(text, sentences(text, language), cues(language).events(text), language).found
    assert all(0 <= p.begin < p.end <= len(text) for p in periods)
    assert [p.begin for p in periods] == sorted(p.begin for p in periods)
