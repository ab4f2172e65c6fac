"""Where questions are handed in: stored questions asked of the server's store, in threads beside the event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from kg.questions import Answer, Parameter, Question, Questions, ask, choices, load
from kg.questions.source import Source
from kg.server.backend import Backend
from kg.server.cache import Answers
from kg.server.problems import RequestError
from kg.server.settings import Settings
from kg.server.store import PooledStore

THREADS = 32
SHOWN = 100  # choices of a parameter that are listed
_Result = TypeVar("_Result")


class Desk:
    """The stored questions of a folder over the graph of a backend.

    The methods that ask the store block until its processes have answered: run them with `run`.
    """

    def __init__(self, graph: Path, backend: Backend, settings: Settings, questions: Questions | None = None) -> None:
        self.graph, self.backend, self.settings = graph, backend, settings
        self.questions = load() if questions is None else questions
        self.known: dict[str, tuple[str, ...]] = {}
        self._threads = ThreadPoolExecutor(THREADS, "kg-desk")
        self._asked = 0
        self._store: PooledStore | None = None
        self._answers = Answers(settings.cache_limit // 4)
        self.kept, self.keep = self._answers.get, self._answers.keep

    def open(self) -> None:
        """Takes up work; called in the event loop, once the backend has started."""
        self._store = PooledStore(self.backend, asyncio.get_running_loop())

    def close(self) -> None:
        """Takes no more work."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    @property
    def store(self) -> PooledStore:
        """The store that questions are asked of, in threads.

        Raises:
            RequestError: the server is still being started.
        """
        if self._store is None:
            raise RequestError(503, "the store is being opened", headers={"Retry-After": "1"})
        return self._store

    @property
    def source(self) -> Source:
        """The store as rows."""
        return Source(self.store)

    async def run(self, work: Callable[..., _Result], *given: Any) -> _Result:
        """What `work` returns, done in a thread.

        Raises:
            RequestError: too many wait already.
        """
        if self._asked >= self.settings.waiting:
            raise RequestError(503, "too many questions wait for their answers", headers={"Retry-After": "2"})
        self._asked += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work, *given)
        finally:
            self._asked -= 1

    def find(self, name: str) -> Question:
        """The question of that name.

        Raises:
            QuestionError: there is none.
        """
        return self.questions.find(name)

    def ask(self, question: Question, given: Mapping[str, object], language: str) -> Answer:
        """The answer to a stored question; see `kg.questions.ask`."""
        return ask(self.store, question, given, language)

    def possible(self, parameter: Parameter) -> tuple[str, ...]:
        """The short names of all that a parameter can be, sorted; empty where that cannot be listed."""
        key = f"{self.backend.state()} {parameter.type} {parameter.kind} {parameter.of} {parameter.choices}"
        if key not in self.known:
            found = tuple(sorted({choice.name for choice in choices(self.source, parameter)}))
            if any(not old.startswith(self.backend.state()) for old in self.known):
                self.known.clear()
            self.known[key] = found
        return self.known[key]
