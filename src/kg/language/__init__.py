"""What the seven languages share: data files, identification, blocks and sentences of a text, numbers, quantities.

In: text. Out: records of `kg.model` with offsets in code points, end exclusive. Code knows no language, a file does.
"""

from kg.language.blocks import blocks
from kg.language.data import LANGUAGES
from kg.language.identify import identify
from kg.language.quantities import parse_number, quantities
from kg.language.sentences import sentences
from kg.language.tables import rows

__all__ = ["LANGUAGES", "blocks", "identify", "parse_number", "quantities", "rows", "sentences"]
