"""Speed of the whole extraction on one core, whether its cost is linear in length, and other extractors beside it.

    python bench/extract.py [FOLDER] [--against] [--profile] [--longest CHARACTERS] [--write PAGE]

FOLDER holds texts (tests/corpus/dev). Times are processor time of one core, so that other work on the machine counts
less. `--against` also measures Recognizers-Text and quantulum3, where they are installed (extra `bench`): they find
numbers with units alone. Each is compared on the texts in languages that it knows. `--write` puts the figures into the
section "Extraction" of PAGE.
"""

from __future__ import annotations

import argparse
import cProfile
import importlib
import importlib.util
import platform
import pstats
import re
import resource
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from importlib.metadata import version
from pathlib import Path

from kg.extract import extract
from kg.language import identify
from kg.sources import document_of

_CULTURE = "en-us"
"""Of the seven languages Recognizers-Text knows English alone, in Python; for others it falls back to English."""
_MODELS = ("number", "percentage", "currency", "dimension", "age")
_PASSES = 3
_READY = "import time; t = time.process_time(); from kg.extract import extract; from kg.sources import document_of; "
_SECTION = re.compile(r"## Extraction\n.*?(?=\n## |\Z)", re.DOTALL)


def megabytes(texts: Iterable[str]) -> float:
    """Megabytes of `texts` in UTF-8."""
    return sum(len(text.encode()) for text in texts) / 1e6


def rate(texts: Sequence[str], work: Callable[[str], object], passes: int = _PASSES) -> float:
    """Megabytes of UTF-8 a second, the best of some passes over all texts; the first pass, which loads, counts not."""
    best = float("inf")
    for number in range(passes + 1):
        begin = time.process_time()
        for text in texts:
            work(text)
        if number:
            best = min(best, time.process_time() - begin)
    return megabytes(texts) / best


def read(text: str) -> object:
    """The whole extraction of `text`."""
    return extract(document_of(text, "text"))


def ready(path: Path) -> float:
    """Seconds from the start of the imports to the first text's extraction, in a new process."""
    code = f"{_READY}extract(document_of(open({str(path)!r}, encoding='utf-8').read(), 'text')); "
    run = [sys.executable, "-c", f"{code}print(time.process_time() - t)"]
    return float(subprocess.run(run, check=True, capture_output=True, text=True).stdout)


def memory(texts: Sequence[str]) -> tuple[float, float]:
    """Peak memory in MB after a hundred documents, and how much it grew over a thousand."""
    peaks = []
    for count in (100, 1000):
        for number in range(count):
            read(texts[number % len(texts)])
        peaks.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    return peaks[0], peaks[1] - peaks[0]


def lengths(texts: Sequence[str], longest: int) -> Iterator[str]:
    """The time for texts of growing length, in paragraphs and on one line."""
    unit = "\n\n".join(texts)
    for size in (size for size in (100_000, 1_000_000, 10_000_000) if size <= longest):
        long = ((unit + "\n\n") * (size // len(unit) + 1))[:size]
        for name, text in (("in paragraphs", long), ("on one line", " ".join(long.split("\n")))):
            begin = time.process_time()
            read(text)
            spent = time.process_time() - begin
            yield f"| {size:,} characters {name} | {spent:.2f} | {megabytes([text]) / spent:.3f} |"


def others(texts: Sequence[str]) -> Iterator[str]:
    """Rates of other extractors, those that are installed, and ours over the same texts, which are English."""
    english = [text for text in texts if identify(text) == "en"]
    ours = rate(english, read, 10)
    if importlib.util.find_spec("recognizers_number_with_unit"):
        numbers = vars(importlib.import_module("recognizers_number"))
        found = numbers | vars(importlib.import_module("recognizers_number_with_unit"))
        for models in (("dimension",), _MODELS):
            recognizers = [found[f"recognize_{model}"] for model in models]
            name = f"Recognizers-Text {version('recognizers-text-number-with-unit')} ({', '.join(models)})"
            yield _compared(name, rate(english, partial(_recognize, recognizers), 1), ours)
    if importlib.util.find_spec("quantulum3"):
        parse = importlib.import_module("quantulum3.parser").parse
        yield _compared(f"quantulum3 {version('quantulum3')}", rate(english, parse, 1), ours)


def _recognize(recognizers: Iterable[Callable[[str, str], object]], text: str) -> None:
    for recognize in recognizers:
        recognize(text, _CULTURE)


def _compared(name: str, theirs: float, ours: float) -> str:
    return f"| {name} | {theirs:.4f} | {ours:.3f} | {ours / theirs:.1f} |"


def profile(texts: Sequence[str], count: int = 20) -> Iterator[str]:
    """The functions that took most time themselves, and their share of all."""
    profiler = cProfile.Profile(builtins=False)
    profiler.runcall(rate, texts, read, 2)
    stats = pstats.Stats(profiler)
    known: dict[tuple[str, int, str], tuple[int, int, float, float, object]] = stats.stats  # type: ignore[attr-defined]
    total = sum(own for _, _, own, _, _ in known.values())
    for (file, _, name), (_, calls, own, _, _) in sorted(known.items(), key=lambda each: -each[1][2])[:count]:
        place = "/".join(Path(file).parts[-2:])
        yield f"| `{place}` {name} | {100 * own / total:.1f} % | {calls // 3:,} |"


def report(given: argparse.Namespace) -> Iterator[str]:
    """The section "Extraction" of the page of benchmarks, line by line."""
    paths = sorted(given.folder.rglob("*.txt"))
    texts = [path.read_bytes().decode() for path in paths]
    figures = sum(len(extract(document_of(text, "text")).measurements) for text in texts)
    yield from ("## Extraction", "", f"`python {' '.join(sys.argv)}` on {platform.python_implementation()}")
    yield f"{platform.python_version()}, {platform.machine()}, one core, processor time."
    size, speed = 1000 * megabytes(texts), rate(texts, read, 10)
    yield f"{len(texts)} texts, {size:.1f} kB of UTF-8, {figures} measurements: {speed:.3f} MB/s."
    yield f"Ready after {ready(paths[0]):.2f} s (imports, language data and the first text, in a new process)."
    peak, grown = memory(texts)
    yield f"Peak memory {peak:.0f} MB after 100 documents; {grown:+.1f} MB after 1,000 more."
    yield from ("", "| a text of | seconds | MB/s |", "|---|---|---|", *lengths(texts, given.longest))
    if given.against:
        yield from ("", "| beside | its MB/s | ours on the same texts | ratio |", "|---|---|---|---|", *others(texts))
    if given.profile:
        yield from ("", "| function | of all time | calls in a pass |", "|---|---|---|", *profile(texts))


def main() -> None:
    """Print the figures, and write them where asked to."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folder", nargs="?", type=Path, default=Path("tests/corpus/dev"))
    arguments.add_argument("--against", action="store_true")
    arguments.add_argument("--profile", action="store_true")
    arguments.add_argument("--longest", type=int, default=10_000_000, metavar="CHARACTERS")
    arguments.add_argument("--write", type=Path, metavar="PAGE")
    given = arguments.parse_args()
    warnings.simplefilter("ignore")
    found = []
    for line in report(given):
        print(line, flush=True)
        found.append(line)
    if given.write is not None:
        section = "\n".join(found) + "\n"
        page = given.write.read_text("utf-8") if given.write.is_file() else "# Benchmarks\n"
        renewed, times = _SECTION.subn(lambda _: section, page)
        given.write.write_text(renewed if times else f"{page}\n{section}", "utf-8")


if __name__ == "__main__":
    main()
