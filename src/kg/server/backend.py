"""What a server serves: a graph folder as it is built, or a store that clients may write."""

from __future__ import annotations

import hashlib
import re
import secrets
import shutil
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from kg.errors import GraphError
from kg.graph.store import CHECKSUMS, TRIG
from kg.server.cache import Answers
from kg.server.pool import Answer, Pool
from kg.server.problems import RequestError
from kg.server.settings import Settings
from kg.server.worker import Work

WRITABLE = ".writable"
_LOOK_AGAIN = 0.5  # seconds
# Functions whose value changes from one call to the next.
_VOLATILE = re.compile(r"\b(?:NOW|RAND|UUID|STRUUID|BNODE)\b", re.IGNORECASE)


class Backend:
    """Runs queries over a graph, and updates where there is a token.

    Without one the graph folder is served as it is, and a new build is taken up at once. With one, the folder's
    `.writable` store is served: it begins with what the folder holds, or empty, and keeps what clients write.
    """

    def __init__(self, graph: Path, settings: Settings) -> None:
        self._graph, self._settings = graph, settings
        self.is_writable = settings.token is not None
        self.fault: RequestError | None = None
        self._answers = Answers(settings.cache_limit)
        self._scratch = Path(tempfile.gettempdir()) / f"surveykg-{secrets.token_hex(8)}"
        self._looked = -_LOOK_AGAIN
        self._build = "unknown"
        self._stamp: tuple[int, int, int] | None = None
        self._session, self._generation = secrets.token_hex(8), 0
        if not self.is_writable and not (graph / TRIG).is_file():
            what = "no graph" if graph.is_dir() else "no such folder"
            mend = "run: kg build SOURCES, or serve an empty store with --token"
            raise GraphError(str(graph), what, f"a folder with {TRIG}", mend)
        store = str(graph / WRITABLE)
        kind, path = ("reader", store) if self.is_writable else ("folder", str(graph))
        self._readers = Pool(
            self._work(kind, path), settings, self.state, size=settings.workers, seconds=settings.time_limit
        )
        self._writer = Pool(
            self._work("writer", store), settings, self.state, size=1, seconds=settings.write_time_limit
        )

    def _work(self, kind: str, path: str) -> Work:
        settings = self._settings
        content = str(self._graph / TRIG) if kind == "writer" and (self._graph / TRIG).is_file() else None
        return Work(
            kind=kind,
            path=path,
            scratch=str(self._scratch),
            memory_limit=settings.memory_limit,
            row_limit=settings.row_limit,
            answer_limit=settings.answer_limit,
            nesting_limit=settings.nesting_limit,
            content=content,
        )

    def state(self) -> str:
        """A name for what the graph holds now: the hash of the build, or the count of writes in this session."""
        if self.is_writable:
            return f"{self._session}{self._generation}"
        now = time.monotonic()
        if now - self._looked > _LOOK_AGAIN:
            self._looked = now
            # Between two builds there may be no file for a moment: then the last one holds.
            with suppress(OSError):
                file = self._graph / CHECKSUMS if (self._graph / CHECKSUMS).is_file() else self._graph / TRIG
                seen = file.stat()
                stamp = (seen.st_ino, seen.st_size, seen.st_mtime_ns)
                if stamp != self._stamp:
                    self._build = hashlib.sha256(file.read_bytes()).hexdigest()[:16]
                    self._stamp = stamp
        return self._build

    @property
    def is_ready(self) -> bool:
        """Whether queries can be answered."""
        return self._readers.is_ready

    async def start(self) -> None:
        """Opens the store in all processes; first in the writer, which makes it."""
        self._scratch.mkdir(mode=0o700)
        try:
            if self.is_writable:
                await self._writer.start()
            await self._readers.start()
        except RequestError as error:
            self.fault = error
            raise

    async def stop(self) -> None:
        """Ends the processes and removes what they left."""
        await self._readers.stop()
        await self._writer.stop()
        shutil.rmtree(self._scratch, ignore_errors=True)

    async def read(self, job: dict[str, Any]) -> Answer:
        """The answer to a query or to a request for a graph."""
        if job["do"] != "query" or self.is_volatile(job["query"]):
            return await self._readers.run(job)
        state = self.state()
        key = (state, job["query"], job["accept"], job["base"], *job["default"], None, *job["named"])
        answer = self._answers.get(key)
        if answer is None:
            answer = await self._readers.run(job)
            if self.state() == state:
                self._answers.keep(key, answer)
        return answer

    @staticmethod
    def is_volatile(query: str) -> bool:
        """Whether the answer to a query may change while the store does not."""
        return _VOLATILE.search(query) is not None

    async def write(self, job: dict[str, Any], body: bytes = b"") -> Answer:
        """The answer to an update or a request that changes a graph; what is asked after it sees the change."""
        if not self.is_writable:
            raise RequestError(403, "this server is read-only: start it with --token to let clients write")
        try:
            return await self._writer.run(job, body)
        finally:
            self._generation += 1
