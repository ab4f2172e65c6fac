"""What texts state, read by rules over the words of a language: figures about channels, and those they are about.

In: a `Document`, or a text and its language. Out: records of `kg.model`. The rules know no words; the data files do.
"""

from kg.extract.document import extract
from kg.extract.mentions import mentions

__all__ = ["extract", "mentions"]
