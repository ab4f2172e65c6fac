"""The scorer, on a corpus small enough to count by hand."""

import json
from pathlib import Path

import pytest

from kg.errors import SourceError
from kg.evaluation import evaluate, read_gold, regressions, table
from kg.evaluation.score import similar

TEXT = "50 prosent bruker chat, 50 prosent ringer. I dag ringer 50 prosent."
RECORD = {
    "value": 50,
    "upper": None,
    "unit": "percent",
    "bound": "exact",
    "change": None,
    "per": None,
    "measure": "use",
    "channels": ["phone"],
    "population": "alle kunder",
    "min_age": None,
    "max_age": None,
    "country": None,
    "organization": "Banken",
    "survey": None,
    "period": None,
}
FIRST, SECOND = TEXT[:42], TEXT[43:]


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    gold = {
        "language": "nb",
        "ignore": [],
        "measurements": [
            {**RECORD, "sentence": FIRST, "quote": "50 prosent", "channels": ["facebook"]},
            {**RECORD, "sentence": FIRST, "quote": "50 prosent"},
            {**RECORD, "sentence": SECOND, "quote": "50 prosent"},
        ],
    }
    (tmp_path / "a.txt").write_bytes(TEXT.encode())
    (tmp_path / "a.json").write_text(json.dumps(gold), "utf-8")
    return tmp_path


def prediction(begin: int, **changed: object) -> dict[str, object]:
    return {**RECORD, "start": begin, "end": begin + 10, "sentence": TEXT, "quote": "50 prosent", **changed}


def test_equal_quotes_of_one_sentence_are_found_one_after_another(corpus: Path) -> None:
    (document,) = read_gold(corpus)
    assert [record.begin for record in document.records] == [0, 24, 56]


def test_a_perfect_reading_scores_one(corpus: Path) -> None:
    gold = read_gold(corpus)
    predicted = [{**r.keys, "start": r.begin, "end": r.end} for r in gold[0].records]
    figures = evaluate(gold, lambda _: predicted, {"facebook": "social_media"})["all"].figures()
    assert all(value == 1 for name, value in figures.items() if name != "gold")


def test_errors_are_counted_where_they_belong(corpus: Path) -> None:
    gold = read_gold(corpus)
    predicted = [
        prediction(0, channels=["social_media", "facebook"]),
        prediction(24, measure="contact", population="kunder flest nå"),
        prediction(12, value=49),
    ]
    score = evaluate(gold, lambda _: predicted, {"facebook": "social_media"})["nb"]
    figures = score.figures()
    assert (score.found, score.extra, score.complete) == (2, 1, 1)
    assert figures["precision"] == pytest.approx(2 / 3)
    assert figures["channels"] == 1
    assert figures["measure"] == 0.5
    assert figures["population"] == 0.5
    assert score.confused == {("use", "contact"): 1}
    assert list(score.errors) == ["measure", "population", "missed", "extra"]


def test_figures_inside_an_ignored_passage_are_no_errors(corpus: Path) -> None:
    path = corpus / "a.json"
    path.write_text(json.dumps({"language": "nb", "ignore": ["I dag ringer 50 prosent"], "measurements": []}), "utf-8")
    score = evaluate(read_gold(corpus), lambda _: [prediction(56)], {})["all"]
    assert score.extra == 0


def test_a_fall_below_the_baseline_is_told(corpus: Path) -> None:
    scores = evaluate(read_gold(corpus), lambda _: [], {})
    fallen = regressions(scores, {"nb": {"f1": 0.5, "gold": 3}, "fi": {"f1": 0.2}})
    assert fallen == ["nb f1: 0.000, baseline 0.500", "fi f1: 0.000, baseline 0.200"]
    assert table(scores).splitlines()[0].split()[:3] == ["lang", "gold", "precision"]


@pytest.mark.parametrize(
    ("a", "b", "alike"),
    [(None, "", True), ("kundene", None, False), ("alle kunder", "kunder", True), ("a b c", "c", True)],
)
def test_phrases_are_alike_by_the_words_they_share(a: str | None, b: str | None, alike: bool) -> None:
    assert similar(a, b, 0.5) is alike


def test_a_folder_without_gold_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no gold documents"):
        read_gold(tmp_path)
