"""A process that runs queries or updates for a server, one at a time: `python -m kg.server.worker SETTINGS`.

Jobs come on standard input and answers go to standard output in frames: the lengths of a JSON header and of a body (two
unsigned 32-bit numbers, big-endian), then both. A query that cannot be cancelled is ended by killing the process; more
memory than allowed ends it, too. So whoever started it takes the end of the output for an answer.
"""

from __future__ import annotations

import json
import os
import re
import signal
import struct
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final, Self

from kg.errors import GraphError, KgError, Place, QueryError
from kg.graph.guard import check, has_dataset, syntax_error, tokens
from kg.server.negotiation import SOLUTIONS, TRIPLES, Format, choose
from kg.server.output import Output, TooManyError
from kg.server.problems import RequestError, of_error
from kg.server.results import NotWritableError, rdf_format, write_result, write_triples
from kg.server.updates import with_dataset

if TYPE_CHECKING:
    import pyoxigraph

FRAME: Final = struct.Struct(">II")


@dataclass(frozen=True, slots=True)
class Work:
    """What a worker works on. `kind` is `folder` (a graph folder), `reader` or `writer` (of the store at `path`).

    A writer makes the store where there is none, with the TriG file `content` in it, if any.
    """

    kind: str
    path: str
    scratch: str
    memory_limit: int
    row_limit: int
    answer_limit: int
    nesting_limit: int
    content: str | None = None

    @classmethod
    def of(cls, text: str) -> Self:
        """The work described by JSON."""
        return cls(**json.loads(text))


class Worker:
    """Runs jobs over one store, which it opens again when it changed."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._state: str | None = None
        self._store: Any = None

    def answer(self, job: dict[str, Any], body: bytes) -> tuple[dict[str, Any], bytes]:
        """The header and body that answer a job."""
        begin = time.perf_counter()
        try:
            self._open(job["state"])
            with _memory(self._work.memory_limit):
                header, answered = getattr(self, f"_{job['do']}")(job, body)
        except RequestError as problem:
            header, answered = _fault(problem), b""
        except GraphError as error:
            header, answered = _fault(RequestError(503, str(error), of_error(error).extra)), b""
        except KgError as error:
            header, answered = _fault(of_error(error)), b""
        except TooManyError as error:
            detail = f"the answer has {error}: ask for less, or page with LIMIT and OFFSET"
            header, answered = _fault(RequestError(413, detail, {"limit": error.limit})), b""
        except NotWritableError as error:
            header, answered = _fault(RequestError(406, str(error))), b""
        except OSError as error:
            header, answered = (
                _fault(RequestError(500, f"the store cannot be read or written: {error.strerror or error}")),
                b"",
            )
        return header | {"seconds": time.perf_counter() - begin}, answered

    # Jobs

    def _ready(self, _: dict[str, Any], __: bytes) -> tuple[dict[str, Any], bytes]:
        return {"status": 200}, b""

    def _query(self, job: dict[str, Any], _: bytes) -> tuple[dict[str, Any], bytes]:
        """`query` in `base`, over the dataset of `default` and `named` graphs, if given, written as `accept` says."""
        sparql = job["query"]
        form, names_graphs = _looked_over(sparql, self._work.nesting_limit)
        formats = TRIPLES if form in ("CONSTRUCT", "DESCRIBE") else SOLUTIONS
        if choose(job["accept"], formats) is None:
            _refuse_faults(sparql, job["base"])
        wanted = _chosen(job["accept"], formats)
        store = self._store
        with _parsing("query"):
            result = store.query(sparql, base_iri=job["base"], **_dataset(job, names_graphs))
        with self._output() as output:
            rows = write_result(result, wanted.name, output, self._work.row_limit)
            return _written(output, {"media_type": wanted.content_type, "rows": rows, "form": form})

    def _graph(self, job: dict[str, Any], _: bytes) -> tuple[dict[str, Any], bytes]:
        """The triples of `graph` (None: the default graph)."""
        from pyoxigraph import Triple

        wanted = _chosen(job["accept"], TRIPLES)
        store = self._store
        graph = _graph_name(job["graph"])
        if job["graph"] is not None and not store.contains_named_graph(graph):
            raise RequestError(404, f"there is no graph {job['graph']}")
        found = store.quads_for_pattern(None, None, None, graph)
        triples = (Triple(quad.subject, quad.predicate, quad.object) for quad in found)
        with self._output() as output:
            rows = write_triples(triples, wanted.name, output, sys.maxsize)
            return _written(output, {"media_type": wanted.content_type, "rows": rows})

    def _update(self, job: dict[str, Any], _: bytes) -> tuple[dict[str, Any], bytes]:
        """`update` in `base`, with the dataset of `using` and `using_named`."""
        sparql = job["update"]
        check(sparql, "update")
        _refuse_depth(sparql, self._work.nesting_limit)
        store = self._store
        with _parsing("update"):
            store.update(with_dataset(sparql, job["using"], job["using_named"]), base_iri=job["base"])
        return {"status": 204}, b""

    def _put(self, job: dict[str, Any], body: bytes) -> tuple[dict[str, Any], bytes]:
        """Replaces `graph` by the body, in one transaction; 201 where there was none."""
        store = self._store
        existed = self._exists(store, job["graph"])
        lines = "".join(f"{' '.join(map(str, triple))} .\n" for triple in _parsed(job, body))
        if job["graph"] is None:
            store.update(f"CLEAR SILENT DEFAULT ; INSERT DATA {{ {lines} }}")
        else:
            graph = f"GRAPH {_graph_name(job['graph'])}"
            insert = f"INSERT DATA {{ {graph} {{ {lines} }} }}" if lines else f"CREATE {graph}"
            store.update(f"DROP SILENT {graph} ; {insert}")
        return {"status": 204 if existed else 201}, b""

    def _post(self, job: dict[str, Any], body: bytes) -> tuple[dict[str, Any], bytes]:
        """Adds the body to `graph`, in one transaction; 201 where there was none."""
        from pyoxigraph import Quad

        store = self._store
        existed = self._exists(store, job["graph"])
        graph = _graph_name(job["graph"])
        quads = [Quad(*triple, graph) for triple in _parsed(job, body)]
        if job["graph"] is not None:
            store.add_graph(graph)
        store.extend(quads)
        return {"status": 200 if existed else 201}, b""

    def _delete(self, job: dict[str, Any], _: bytes) -> tuple[dict[str, Any], bytes]:
        store = self._store
        if not self._exists(store, job["graph"]):
            raise RequestError(404, f"there is no graph {job['graph'] or 'without a name that holds a triple'}")
        graph = _graph_name(job["graph"])
        if job["graph"] is None:
            store.clear_graph(graph)
        else:
            store.remove_graph(graph)
        return {"status": 200}, b""

    @staticmethod
    def _exists(store: pyoxigraph.Store, graph: str | None) -> bool:
        """Whether there is a graph; the default graph is there when it holds something."""
        if graph is not None:
            return store.contains_named_graph(_graph_name(graph))
        return next(iter(store.quads_for_pattern(None, None, None, _graph_name(None))), None) is not None

    # The store

    def _open(self, state: str) -> None:
        if self._store is None or (self._state != state and self._work.kind != "writer"):
            self._store = None
            self._store = self._opened()
            self._state = state

    def _opened(self) -> pyoxigraph.Store:
        from pyoxigraph import Store

        if self._work.kind == "folder":
            from kg.graph.store import EmbeddedStore, open_store

            opened = open_store(Path(self._work.path))
            assert isinstance(opened, EmbeddedStore)
            return opened.oxigraph
        if self._work.kind == "reader":
            return Store.read_only(self._work.path)
        path = Path(self._work.path)
        if not path.is_dir() and self._work.content is not None:
            from kg.graph.store import write_store

            write_store(Path(self._work.content), path)
        path.parent.mkdir(parents=True, exist_ok=True)
        return Store(str(path))

    @contextmanager
    def _output(self) -> Iterator[Output]:
        output = Output(self._work.scratch, self._work.answer_limit)
        try:
            yield output
        except BaseException:
            output.discard()
            raise


def _written(output: Output, header: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    """An answer: its header, with the file that holds it if it is long, and its bytes if not."""
    body = output.finish()
    return header | {"status": 200, "length": output.length, "file": output.path}, body


def _chosen(accept: str | None, formats: tuple[Format, ...]) -> Format:
    wanted = choose(accept, formats)
    if wanted is None:
        possible = [each.media_type for each in formats]
        raise RequestError(406, f"this answer can be had as {', '.join(possible)}", {"possible": possible})
    return wanted


@lru_cache(maxsize=256)
def _looked_over(sparql: str, nesting_limit: int) -> tuple[str, bool]:
    """The form of a query that may run, and whether it names its graphs; those asked often are looked at once."""
    form = check(sparql)
    _refuse_depth(sparql, nesting_limit)
    return form, has_dataset(sparql)


def _dataset(job: dict[str, Any], names_graphs: bool) -> dict[str, Any]:
    """The dataset of the protocol, which goes before that of the query; without either, the union of all graphs."""
    if job["default"] or job["named"]:
        from pyoxigraph import NamedNode

        return {
            "default_graph": [NamedNode(graph) for graph in job["default"]],
            "named_graphs": [NamedNode(graph) for graph in job["named"]],
        }
    return {"use_default_graph_as_union": not names_graphs}


def _graph_name(graph: str | None) -> pyoxigraph.NamedNode | pyoxigraph.DefaultGraph:
    from pyoxigraph import DefaultGraph, NamedNode

    return DefaultGraph() if graph is None else NamedNode(graph)


def _parsed(job: dict[str, Any], body: bytes) -> Iterator[tuple[Any, Any, Any]]:
    """The triples of the bodies of a request: `parts` lists format and length of each."""
    from pyoxigraph import DefaultGraph, parse

    begin = 0
    for number, (name, length) in enumerate(job["parts"]):
        part = BytesIO(body[begin : begin + length])
        begin += length
        try:
            for quad in parse(part, rdf_format(name), base_iri=job["base"], rename_blank_nodes=True):
                if quad.graph_name != DefaultGraph():
                    raise RequestError(400, "the body names graphs; the address says which one is meant")
                yield quad.subject, quad.predicate, quad.object
        except SyntaxError as error:
            place = Place(f"body part {number + 1}" if len(job["parts"]) > 1 else "body", error.lineno, error.offset)
            raise QueryError(place, re.sub(r"\s+", " ", str(error.msg)), name) from None


@contextmanager
def _parsing(name: str) -> Iterator[None]:
    try:
        yield
    except SyntaxError as error:
        raise syntax_error(error, name) from None


def _refuse_faults(sparql: str, base: str) -> None:
    """Refuses what is no query: that goes before the fault that no format fits."""
    from pyoxigraph import Store

    with _parsing("query"):
        Store().query(sparql, base_iri=base)


def _refuse_depth(sparql: str, limit: int) -> None:
    """Refuses what would need too much of the parser's stack."""
    depth = 0
    for kind, text, offset in tokens(sparql, "query"):
        if kind == "mark":
            depth += (text in "([{") - (text in ")]}")
        if depth > limit:
            line, column = sparql.count("\n", 0, offset) + 1, offset - sparql.rfind("\n", 0, offset)
            raise QueryError(Place("query", line, column), f"more than {limit} open brackets", "fewer")


@contextmanager
def _memory(limit: int) -> Iterator[None]:
    """Lets the process take so many bytes more than it has."""
    try:
        import resource
    except ImportError:  # no such limit on this system
        yield
        return
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    try:
        resource.setrlimit(resource.RLIMIT_DATA, (_data_size() + limit, hard))
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, (hard, hard))


def _data_size() -> int:
    with suppress(OSError):
        for line in Path("/proc/self/status").read_text().splitlines():
            if line.startswith("VmData:"):
                return int(line.split()[1]) * 1024
    return 0


def _fault(problem: RequestError) -> dict[str, Any]:
    return {"status": problem.status, "detail": problem.detail, "extra": problem.extra}


def _die_with_parent() -> None:
    """Asks Linux to end this process when its parent ends, even in the middle of a query."""
    with suppress(OSError, AttributeError):
        import ctypes

        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


def _frame(stream: IO[bytes]) -> tuple[dict[str, Any], bytes] | None:
    start = stream.read(FRAME.size)
    if len(start) < FRAME.size:
        return None
    header_length, body_length = FRAME.unpack(start)
    header = json.loads(stream.read(header_length))
    body: bytes = stream.read(body_length)
    if path := header.pop("body_file", None):
        body = Path(path).read_bytes()
    return header, body


def main() -> None:
    """Answers jobs until there are no more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _die_with_parent()
    worker = Worker(Work.of(sys.argv[1]))
    source, target = sys.stdin.buffer, sys.stdout.buffer
    while (job := _frame(source)) is not None:
        try:
            header, body = worker.answer(*job)
        except MemoryError:
            sys.stderr.write("memory allocation failed")
            os._exit(1)
        line = json.dumps(header).encode()
        target.write(FRAME.pack(len(line), len(body)) + line + body)
        target.flush()


if __name__ == "__main__":
    main()
