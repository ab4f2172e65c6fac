"""A function over many items in several processes: results as they come, a dead process costs only its item."""

from __future__ import annotations

import contextlib
import multiprocessing
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import BaseContext
from typing import Any, Generic, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Failure:
    """Why there is no result: the exception in words, or the death of the process."""

    words: str


@dataclass(slots=True)
class _Worker(Generic[Item]):
    process: Any
    line: Connection
    item: Item | None = None


def mapped(
    function: Callable[[Item], Result], items: Iterable[Item], jobs: int
) -> Iterator[tuple[Item, Result | Failure]]:
    """Each item with its result, in no order. `items` is drawn on as processes become free, so it may be a stream.

    One job works in this process. An exception of `function` is that item's Failure, as is the end of its process.
    """
    if jobs <= 1:
        for item in items:
            yield item, _attempted(function, item)
        return
    context = _context()
    source = iter(items)
    workers: dict[Connection, _Worker[Item]] = {}
    try:
        for item in source:
            worker = _started(context, function)
            workers[worker.line] = worker
            _give(worker, item)
            if len(workers) == jobs:
                break
        while workers:
            for line in wait(list(workers)):
                worker = workers.pop(line)  # type: ignore[call-overload]
                item = worker.item
                assert item is not None
                result = _received(worker)
                dead = isinstance(result, Failure) and not worker.process.is_alive()
                for following in source:
                    if dead:
                        worker = _started(context, function)
                    workers[worker.line] = worker
                    _give(worker, following)
                    break
                else:
                    _end(worker)
                yield item, result
    finally:
        for worker in workers.values():
            worker.process.kill()
            _end(worker)


def _context() -> BaseContext:
    """Fork where that is safe and quick: on Linux, out of a process of one thread."""
    method = "fork" if sys.platform.startswith("linux") and threading.active_count() == 1 else "spawn"
    return multiprocessing.get_context(method)


def _started(context: BaseContext, function: Callable[[Any], Any]) -> _Worker[Any]:
    ours, theirs = context.Pipe()
    process = context.Process(target=_work, args=(function, theirs), daemon=True)  # type: ignore[attr-defined]
    process.start()
    theirs.close()
    return _Worker(process, ours)


def _give(worker: _Worker[Item], item: Item) -> None:
    worker.item = item
    worker.line.send((item,))


def _received(worker: _Worker[Any]) -> Any:
    try:
        return worker.line.recv()
    except (EOFError, OSError):
        worker.process.join()
        return Failure(f"its process ended with {worker.process.exitcode}")


def _end(worker: _Worker[Any]) -> None:
    with contextlib.suppress(OSError):
        worker.line.send(None)
    worker.line.close()
    worker.process.join()


def _work(function: Callable[[Any], Any], line: Connection) -> None:
    while True:
        try:
            message = line.recv()
        except (EOFError, OSError):
            return
        if message is None:
            return
        line.send(_attempted(function, message[0]))


def _attempted(function: Callable[[Item], Result], item: Item) -> Result | Failure:
    try:
        return function(item)
    except Exception as error:  # one bad document never stops the rest
        return Failure(f"{type(error).__name__}: {error}")
