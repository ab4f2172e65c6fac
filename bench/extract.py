"""Speed of the whole extraction on one core, whether its cost is linear in length, and other extractors beside it.

    python bench/extract.py [FOLDER] [--against] [--profile]

FOLDER holds texts (tests/corpus/dev). `--against` also measures Recognizers-Text and quantulum3, where they are
installed (extra `bench`); they find numbers with units alone, here they do so for the same texts.
"""

from __future__ import annotations

import argparse
import cProfile
import importlib.util
import pstats
import resource
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from kg.extract import extract
from kg.language import identify
from kg.sources import document_of

_CULTURES = {"en": "en-us", "de": "de-de", "sv": "sv-se"}


def rate(texts: Sequence[str], work: Callable[[str], object], seconds: float = 3.0) -> float:
    """Megabytes of UTF-8 a second, over as many rounds of all texts as fit into `seconds`, at least one."""
    size = sum(len(text.encode()) for text in texts)
    rounds, begin = 0, time.perf_counter()
    while rounds == 0 or time.perf_counter() - begin < seconds:
        for text in texts:
            work(text)
        rounds += 1
    return rounds * size / (time.perf_counter() - begin) / 1e6


def read(text: str) -> object:
    return extract(document_of(text, "text"))


def lengths(texts: Sequence[str]) -> None:
    """The time for texts of growing length, in paragraphs and on one line."""
    unit = "\n\n".join(texts)
    for size in (100_000, 1_000_000, 10_000_000):
        long = (unit + "\n\n") * (size // len(unit) + 1)
        for name, text in (("paragraphs", long[:size]), ("one line", " ".join(long[:size].split("\n")))):
            begin = time.perf_counter()
            read(text)
            spent = time.perf_counter() - begin
            print(f"{size:>12,} characters, {name:10} {spent:8.2f} s {len(text.encode()) / spent / 1e6:6.2f} MB/s")


def others(texts: Sequence[str]) -> dict[str, float]:
    """MB/s of other extractors, those that are installed, each over texts in a language that it knows."""
    found = {}
    if importlib.util.find_spec("recognizers_number_with_unit"):
        from recognizers_number_with_unit import recognize_dimension

        known = [(text, _CULTURES[identify(text)]) for text in texts if identify(text) in _CULTURES]
        cultures = dict(known)
        found["Recognizers-Text"] = rate(list(cultures), lambda text: recognize_dimension(text, cultures[text]))
    if importlib.util.find_spec("quantulum3"):
        from quantulum3 import parser

        english = [text for text in texts if identify(text) == "en"]
        found["quantulum3"] = rate(english, parser.parse)
    return found


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folder", nargs="?", type=Path, default=Path("tests/corpus/dev"))
    arguments.add_argument("--against", action="store_true")
    arguments.add_argument("--profile", action="store_true")
    given = arguments.parse_args()
    texts = [path.read_bytes().decode() for path in sorted(given.folder.rglob("*.txt"))]
    begin = time.perf_counter()
    read(texts[0])
    print(f"ready after {time.perf_counter() - begin:.2f} s")
    for text in texts:
        read(text)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    ours = rate(texts, read)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    print(f"surveykg {ours:.2f} MB/s over {len(texts)} texts, memory grew by {grown / 1024:.1f} MB")
    if given.profile:
        profile = cProfile.Profile()
        profile.runcall(rate, texts, read, 1.0)
        pstats.Stats(profile).sort_stats("tottime").print_stats(25)
    if given.against:
        for name, theirs in others(texts).items():
            print(f"{name} {theirs:.4f} MB/s: {ours / theirs:.0f} times slower")
    lengths(texts)


if __name__ == "__main__":
    main()
