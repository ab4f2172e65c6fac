"""How well extraction agrees with a gold corpus: reads the gold, scores, reports, guards a baseline."""

from kg.evaluation.gold import GoldDocument, GoldRecord, read_gold
from kg.evaluation.report import confusions, error_lines, regressions, table
from kg.evaluation.score import Score, evaluate

__all__ = [
    "GoldDocument",
    "GoldRecord",
    "Score",
    "confusions",
    "error_lines",
    "evaluate",
    "read_gold",
    "regressions",
    "table",
]
