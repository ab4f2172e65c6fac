"""Scores for people: a table, confusions, errors with their sentences, and what fell below a baseline."""

from __future__ import annotations

from collections.abc import Mapping

from kg.evaluation.score import Score

Baseline = Mapping[str, Mapping[str, float]]


def table(scores: Mapping[str, Score]) -> str:
    """One row a language, one column a figure."""
    rows = {language: score.figures() for language, score in scores.items()}
    columns = list(next(iter(rows.values())))
    lines = ["lang".ljust(6) + "".join(name[:10].rjust(11) for name in columns)]
    for language, figures in rows.items():
        cells = (str(int(value)) if name == "gold" else f"{value:.3f}" for name, value in figures.items())
        lines.append(language.ljust(6) + "".join(cell.rjust(11) for cell in cells))
    return "\n".join(lines)


def confusions(score: Score) -> str:
    """Measures taken for others, most frequent first."""
    ordered = sorted(score.confused.items(), key=lambda item: (-item[1], item[0]))
    return "\n".join(f"{count:4}  {gold} read as {found}" for (gold, found), count in ordered)


def error_lines(score: Score, most: int) -> str:
    """The first `most` errors of each kind, with their sentences."""
    parts = []
    for kind, lines in score.errors.items():
        parts.append(f"{kind}: {len(lines)}")
        parts += [f"  {' '.join(line.split())}" for line in lines[:most]]
    return "\n".join(parts)


def regressions(scores: Mapping[str, Score], baseline: Baseline, tolerance: float = 0.01) -> list[str]:
    """Figures that fell by more than `tolerance` below the baseline, in words; a language that is gone counts too."""
    found = []
    for language, figures in baseline.items():
        now = scores[language].figures() if language in scores else {}
        for name, before in figures.items():
            if name != "gold" and now.get(name, 0.0) < before - tolerance:
                found.append(f"{language} {name}: {now.get(name, 0.0):.3f}, baseline {before:.3f}")
    return found
