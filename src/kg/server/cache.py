"""Answers kept for who asks the same again, as long as the store holds what it held."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import replace
from typing import Final

from kg.server.pool import Answer

_OVERHEAD: Final = 1024  # bytes that an entry takes beside its body


class Answers:
    """The answers asked for last, of `limit` bytes together. A key names all that an answer depends on."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._size = 0
        self._kept: OrderedDict[Hashable, Answer] = OrderedDict()

    def get(self, key: Hashable) -> Answer | None:
        """The answer kept for the key. No query ran for it, which its timing says."""
        answer = self._kept.get(key)
        if answer is None:
            return None
        self._kept.move_to_end(key)
        return replace(answer, facts={**answer.facts, "seconds": 0.0})

    def keep(self, key: Hashable, answer: Answer) -> None:
        """Keeps an answer; one that lies in a file is too long for that."""
        if answer.file is not None or len(answer.body) + _OVERHEAD > self._limit:
            return
        if (old := self._kept.pop(key, None)) is not None:
            self._size -= len(old.body) + _OVERHEAD
        self._kept[key] = answer
        self._size += len(answer.body) + _OVERHEAD
        while self._size > self._limit:
            _, oldest = self._kept.popitem(last=False)
            self._size -= len(oldest.body) + _OVERHEAD
