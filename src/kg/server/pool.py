"""Worker processes for queries: short ones first, long ones beside them at low priority, all of them ended in time."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from kg.server.problems import RequestError
from kg.server.settings import Settings
from kg.server.worker import FRAME, Work

_LOW_PRIORITY: Final = 10
_STEP: Final = 0.25  # seconds
_LATEST: Final = 2048  # bytes of a worker's last words
_AGAIN: Final = {"Retry-After": "5"}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a worker answered: `facts` of the header, and the body, or the `file` that holds it, to be removed."""

    status: int
    body: bytes
    file: Path | None
    facts: dict[str, Any]


class Process:
    """One worker process."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._said = b""
        self._is_killed = False
        self._listener = asyncio.create_task(self._listen())

    @classmethod
    async def start(cls, work: Work) -> Process:
        """A new process for the work."""
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "kg.server.worker",
            json.dumps(asdict(work)),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            limit=2**20,
        )
        return cls(process)

    @property
    def is_alive(self) -> bool:
        """Whether the process runs and was not told to end."""
        return self._process.returncode is None and not self._is_killed

    async def do(self, job: dict[str, Any], body: bytes = b"") -> Answer:
        """The answer to a job.

        Raises:
            RequestError: the process ended, for want of memory or by a fault.
        """
        assert self._process.stdin is not None and self._process.stdout is not None
        line = json.dumps(job).encode()
        try:
            self._process.stdin.write(FRAME.pack(len(line), len(body)) + line)
            self._process.stdin.write(body)
            await self._process.stdin.drain()
            start = await self._process.stdout.readexactly(FRAME.size)
            header_length, body_length = FRAME.unpack(start)
            header = json.loads(await self._process.stdout.readexactly(header_length))
            answered = await self._process.stdout.readexactly(body_length)
        except (asyncio.IncompleteReadError, ConnectionError):
            raise await self._ended() from None
        file = header.pop("file", None)
        return Answer(header.pop("status"), answered, Path(file) if file else None, header)

    def seconds(self) -> float:
        """Seconds that the process has worked, or that have passed where that cannot be told."""
        try:
            fields = Path(f"/proc/{self._process.pid}/stat").read_text().rpartition(")")[2].split()
            return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
        except (OSError, ValueError, IndexError):
            return time.monotonic()

    def lower(self) -> None:
        """Lets other processes go first."""
        with suppress(OSError, AttributeError):
            os.setpriority(os.PRIO_PROCESS, self._process.pid, _LOW_PRIORITY)

    def kill(self) -> None:
        """Ends the process at once."""
        self._is_killed = True
        with suppress(ProcessLookupError):
            self._process.kill()

    async def wait(self) -> None:
        """Waits for the end of the process."""
        await self._process.wait()
        await self._listener

    async def _listen(self) -> None:
        assert self._process.stderr is not None
        while said := await self._process.stderr.read(_LATEST):
            self._said = (self._said + said)[-_LATEST:]

    async def _ended(self) -> RequestError:
        self.kill()
        await self.wait()
        if b"memory" in self._said:
            return RequestError(503, "the query needed more memory than one may take", {"limit": "memory"})
        return RequestError(503, "the query ended the process that ran it", {"limit": "process"})


class Pool:
    """Processes that run jobs over one store.

    `state` names what the store holds now; a process that knows another state opens it again.
    """

    def __init__(self, work: Work, settings: Settings, state: Callable[[], str], *, size: int, seconds: float) -> None:
        self._work, self._settings, self._state = work, settings, state
        self._size, self._seconds = size, seconds
        self._idle: deque[Process] = deque()
        self._all: set[Process] = set()
        self._places = asyncio.Semaphore(size)
        self._waiting = 0
        self._slow = 0
        self._closed = False
        self._tasks: set[asyncio.Task[None]] = set()
        self.is_ready = False

    async def start(self) -> None:
        """Starts the processes and waits until each has opened the store.

        Raises:
            RequestError: the store cannot be opened.
        """
        for process in await asyncio.gather(*(self._start() for _ in range(self._size))):
            self._idle.append(process)
        answers = await asyncio.gather(*(process.do({"do": "ready", "state": self._state()}) for process in self._idle))
        for answer in answers:
            _raise_fault(answer)
        self.is_ready = True

    async def stop(self) -> None:
        """Ends all processes."""
        self._closed = True
        self.is_ready = False
        for task in self._tasks:
            task.cancel()
        processes = list(self._all)
        for process in processes:
            process.kill()
        await asyncio.gather(*(process.wait() for process in processes))

    async def run(self, job: dict[str, Any], body: bytes = b"") -> Answer:
        """The answer to a job; cancelling ends the query.

        Raises:
            RequestError: the job is at fault, hit a limit, or found no place.
        """
        await self._place()
        lane = _Lane(self)
        process: Process | None = None
        try:
            process = await self._take()
            task = asyncio.create_task(process.do({**job, "state": self._state()}, body))
            try:
                answer = await self._watched(task, process, lane)
            finally:
                if not task.done():
                    process.kill()
                    task.cancel()
                    await asyncio.gather(task, return_exceptions=True)
        finally:
            lane.leave()
            if process is not None:
                self._give_back(process, was_slow=lane.is_slow)
        _raise_fault(answer)
        return answer

    async def _watched(self, task: asyncio.Task[Answer], process: Process, lane: _Lane) -> Answer:
        """The answer, if it comes in time and does not keep others waiting."""
        begin, worked = time.monotonic(), process.seconds()
        step = self._settings.slow_after
        while (left := self._seconds - (time.monotonic() - begin)) > 0:
            await asyncio.wait({task}, timeout=min(step, left))
            if task.done():
                return await task
            # Time that the process worked, not time that passed: on a busy machine short queries wait, too.
            is_long = process.seconds() - worked >= self._settings.slow_after
            if is_long and not lane.is_slow and lane.move():
                process.lower()
            if is_long and not lane.is_slow and self._waiting:
                raise RequestError(503, "too many long queries run now", {"limit": "long queries"}, _AGAIN)
            step = _STEP if not lane.is_slow else self._seconds
        detail = f"the query ran longer than {self._seconds:g} seconds: ask for less"
        raise RequestError(503, detail, {"limit": "time", "seconds": self._seconds})

    async def _place(self) -> None:
        """Waits for a place among the short queries."""
        if self._waiting >= self._settings.waiting:
            raise RequestError(503, "too many queries wait for their turn", {"limit": "waiting"}, _AGAIN)
        self._waiting += 1
        try:
            async with asyncio.timeout(self._seconds):
                await self._places.acquire()
        except TimeoutError:
            raise RequestError(503, "no turn came in time", {"limit": "waiting"}, _AGAIN) from None
        finally:
            self._waiting -= 1

    async def _take(self) -> Process:
        while self._idle:
            process = self._idle.pop()
            if process.is_alive:
                return process
            self._all.discard(process)
        return await self._start()

    def _give_back(self, process: Process, *, was_slow: bool) -> None:
        """Takes a process back; one of low priority, or one too many, is ended, and a lost one replaced."""
        if process.is_alive and not was_slow and len(self._idle) < self._size:
            self._idle.append(process)
            return
        process.kill()
        self._all.discard(process)
        self._spawn(process.wait())
        if not self._closed and len(self._all) < self._size:
            self._spawn(self._replace())

    async def _replace(self) -> None:
        process = await self._start()
        if len(self._idle) < self._size and not self._closed:
            self._idle.append(process)
        else:
            process.kill()
            self._all.discard(process)

    async def _start(self) -> Process:
        process = await Process.start(self._work)
        self._all.add(process)
        return process

    def _spawn(self, work: Any) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


class _Lane:
    """The place that a query holds: among the short ones, or, when it takes long and there is room, the long ones."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self.is_slow = False

    def move(self) -> bool:
        """Gives the place among the short queries to another, if there is room among the long ones."""
        if self._pool._slow >= self._pool._settings.slow_workers:
            return False
        self._pool._slow += 1
        self._pool._places.release()
        self.is_slow = True
        return True

    def leave(self) -> None:
        """Gives the place up."""
        if self.is_slow:
            self._pool._slow -= 1
        else:
            self._pool._places.release()


def _raise_fault(answer: Answer) -> None:
    if "detail" in answer.facts:
        raise RequestError(answer.status, answer.facts["detail"], answer.facts["extra"])
