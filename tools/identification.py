"""Make `src/kg/language/identification.bin`, the profile that `kg.language.identify` reads.

Run it with `wordfreq` (3.x; data under CC BY-SA 4.0) and `lingua-language-detector` (1.4; Apache 2.0) installed:

    python tools/identification.py

Words and their frequencies come from wordfreq; for languages that it lacks, the chances of letters inside words come
from the n-gram models of lingua. A text's score is, for each language, the sum over its words of how many bits that
language finds the word less likely than the language that likes it best: common words are listed whole, others are
scored letter by letter with a model of four letters, word boundaries included. Penalties are cut off, so that no name
decides alone.
"""

from __future__ import annotations

import itertools
import json
import math
import re
import struct
import sys
import zlib
from collections import Counter
from functools import cache
from pathlib import Path

from kg.language.identify import MAGIC, STEP, TARGET

OURS = ("da", "de", "en", "fi", "nb", "ru", "sv")
COUNTED = tuple("bg cs es fr hu id is it lt lv mk nl pl pt ro sh tr uk vi".split())
SPELLED = tuple("af be cy eo et eu ga kk mn nn so sq".split())
LANGUAGES = (*OURS, *COUNTED, *SPELLED)
ANY = "any"
WORDS, FEW_WORDS, LEXICON = 4000, 600, 80_000
GRAMS = {1: 300, 2: 2500, 3: 11_000, 4: 30_000}
WORD_LIMIT, GRAM_LIMIT = 10.0, 4.0
LETTER_BITS = 5.2
FREQUENT = {
    "et": (
        "ja on ei et see ka oma kui mis aga siis või nii ta tema mida oli meie ning ma seda selle mul veel "
        "pole välja nad sa nagu ole kes me kuid saab vaid pärast kus nende aasta ainult olla kõik juba midagi "
        "enam üks aastal olen peab küll kõige tuleb sest eesti ühe teie nüüd eest ära protsenti inimest"
    ),
    "be": (
        "і ў на не з што у як да для гэта але па яго а за ад ён яна быў яны мы было так таксама яе можа ці "
        "калі гэтага якія які былі пра толькі ужо іх каб вельмі беларусі ёсць пасля працэнтаў людзей"
    ),
    "nn": (
        "og i det på som er til ein ei av for at med har ikkje dei eg me vi han ho den frå om var vert blir "
        "skal kan men eller no seg noko nokre kva korleis kven kvar kvifor medan då berre mykje meir fleire "
        "alle anna andre vore hjå sjølv eitt dette desse prosent menneske året gjer kjem seier"
    ),
    "af": (
        "die van en in is het nie wat vir met op te om aan dat sy hy ek was as ons by deur ook hulle sal kan "
        "word 'n een na maar"
    ),
    "cy": ("yn y i a o ar yr ac am gan mae ei wedi i'r o'r a'r bod fod ond hyn ni nid oedd eu roedd fel hefyd"),
    "ga": ("an na agus a i ar is go le ag do tá sé bhí don atá ach ní nó sa mar leis seo ó gur"),
    "eu": ("eta da ez bat izan du dira ere hau egin zen baina den dute beste bere oso euskal dela dago"),
    "so": ("ka in ku iyo oo ay waxa la uu soo ee ah waa si ayaa aan waxaa"),
    "sq": ("të e në dhe i me për nga një që se si është më do ka nuk janë por ai kjo kanë edhe ose"),
    "eo": ("la de kaj en estas al por la kiu ne li mi vi ĝi kun sed ke ankaŭ tiu pri ili ŝi"),
    "kk": ("және бұл мен бір да де үшін болып деп қазақстан емес бар ол бойынша туралы жылы осы"),
    "mn": ("нь бол юм энэ гэж байна тэр хүн монгол улсын ба болон байгаа бай гэсэн оны"),
}
_PLAIN = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")


class Letters:
    """The chance of a letter after up to three others, `^` and `$` the ends of a word."""

    def __init__(self, frequencies: dict[str, float]) -> None:
        self.counts: Counter[str] = Counter()
        self.contexts: Counter[str] = Counter()
        for word, frequency in sorted(frequencies.items(), key=lambda pair: (-pair[1], pair[0]))[:LEXICON]:
            spelled, weight = f"^{word}$", frequency**0.75
            for end in range(2, len(spelled) + 1):
                for length in range(1, min(4, end) + 1):
                    self.counts[spelled[end - length : end]] += weight
                    self.contexts[f"{length}{spelled[end - length : end - 1]}"] += weight
        self.total = self.contexts["1"]
        self.memo: dict[str, float] = {"": 1e-3}

    def chance(self, gram: str) -> float:
        if gram not in self.memo:
            trust = 3e-6 * self.total
            seen, context = self.counts.get(gram, 0.0), self.contexts.get(f"{len(gram)}{gram[:-1]}", 0.0)
            self.memo[gram] = (seen + trust * self.chance(gram[1:])) / (context + trust)
        return self.memo[gram]


class InnerLetters(Letters):
    """The same from lingua's models, which do not know where words begin and end."""

    def __init__(self, language: str) -> None:
        self.counts, self.memo, self.total = Counter(), {"": 1e-3}, 1.0
        for name in ("unigrams", "bigrams", "trigrams", "quadrigrams"):
            self.memo.update(_lingua(language, name))

    def chance(self, gram: str) -> float:
        if gram == "$":
            return 0.15
        inner = gram.removeprefix("^")
        if gram.endswith("$"):
            return 0.15
        if inner not in self.memo:
            self.memo[inner] = 0.1 * self.chance(inner[1:])
        return self.memo[inner]


def _lingua(language: str, name: str) -> dict[str, float]:
    import brotli
    import lingua

    path = Path(lingua.__file__).parent / "language-models" / language / f"{name}.json.br"
    found = json.loads(brotli.decompress(path.read_bytes()))["ngrams"]
    return {
        gram: int(fraction.split("/")[0]) / int(fraction.split("/")[1])
        for fraction, grams in found.items()
        for gram in grams.split(" ")
    }


@cache
def frequencies(language: str) -> dict[str, float]:
    """Words of a language with their share of its running words."""
    if language in SPELLED:
        words = dict.fromkeys(FREQUENT[language].split())
        return {word: 0.05 / (rank + 2) for rank, word in enumerate(words)}
    from wordfreq import get_frequency_dict

    return {word: share for word, share in get_frequency_dict(language, "best").items() if _PLAIN.fullmatch(word)}


@cache
def letters(language: str) -> Letters:
    """The letter model of a language."""
    return InnerLetters(language) if language in SPELLED else Letters(frequencies(language))


def spelling_bits(language: str, word: str) -> float:
    """How unlikely the letters of `word` are."""
    spelled = f"^{word}$"
    model = letters(language)
    return sum(-math.log2(model.chance(spelled[max(0, end - 4) : end])) for end in range(2, len(spelled) + 1))


def word_bits(language: str, word: str) -> float:
    """How unlikely `word` is in running text."""
    share = frequencies(language).get(word, 0.0)
    return -math.log2(0.9 * share + 0.05 * 2 ** -min(spelling_bits(language, word), 60) + 1e-10)


def chosen_words() -> list[str]:
    """The most frequent words of each language."""
    found = set()
    for language in LANGUAGES:
        ranked = sorted(frequencies(language).items(), key=lambda pair: (-pair[1], pair[0]))
        found.update(word for word, _ in ranked[: WORDS if language in OURS else FEW_WORDS])
    return sorted(found)


def chosen_grams() -> list[str]:
    """Short runs of letters that are frequent, the longest only where they tell more than their last three letters."""
    found: list[str] = []
    for length, number in GRAMS.items():
        weight: Counter[str] = Counter()
        for language in (*OURS, *COUNTED):
            model = letters(language)
            for gram, count in model.counts.items():
                if len(gram) == length:
                    weight[gram] += (1.0 if language in OURS else 0.3) * count / model.total
        ranked = sorted(weight, key=lambda gram: (-weight[gram], gram))
        if length == 4:
            candidates = ranked[: 3 * number]
            ranked = sorted(candidates, key=lambda gram: (-weight[gram] * _tells(gram), gram))
        found += ranked[:number]
    return sorted(set(found))


def _tells(gram: str) -> float:
    gain = [
        math.log2(letters(language).chance(gram)) - math.log2(letters(language).chance(gram[1:]))
        for language in (*OURS, *COUNTED)
    ]
    mean = sum(gain) / len(gain)
    return sum(abs(each - mean) for each in gain) / len(gain)


def penalties(bits: list[float], limit: float) -> bytes:
    """One byte a language: bits above the best, cut off at `limit`, in steps of `STEP`."""
    least = min(bits)
    return bytes(round(min(each - least, limit) / STEP) for each in bits)


def main() -> None:
    """Write the profile."""
    words = [
        (word, penalties([*(word_bits(each, word) for each in LANGUAGES), LETTER_BITS * (len(word) + 1)], WORD_LIMIT))
        for word in chosen_words()
    ]
    grams = [
        (gram, penalties([*(-math.log2(letters(each).chance(gram)) for each in LANGUAGES), LETTER_BITS], GRAM_LIMIT))
        for gram in chosen_grams()
    ]
    keys = "\n".join(
        ("\t".join((*LANGUAGES, ANY)), "\t".join(word for word, _ in words), "\t".join(gram for gram, _ in grams))
    )
    table = b"".join(value for _, value in itertools.chain(words, grams))
    head = keys.encode()
    packed = zlib.compress(struct.pack("<I", len(head)) + head + table, 9)
    TARGET.write_bytes(MAGIC + packed)
    sys.stderr.write(f"{len(words)} words, {len(grams)} runs of letters, {len(packed):,} bytes: {TARGET}\n")


if __name__ == "__main__":
    main()
