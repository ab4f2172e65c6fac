"""The inferences of a build: drawn where they are not known, written as one graph."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import chain

from kg.errors import GraphError
from kg.graph.assembly import Assembly
from kg.graph.files import prefixes
from kg.graph.inference import (
    Inference,
    InferenceJob,
    InferenceMaker,
    digests,
    inference_key,
    rules_of,
    statements_about,
)
from kg.graph.parallel import Failure, mapped
from kg.graph.pieces import inference_code
from kg.graph.state import Counts, State
from kg.graph.terms import Term, Triple
from kg.graph.turtle import Names
from kg.graph.vocabulary import Vocabulary

_WORTH_PROCESSES = 64  # documents

Block = tuple[Term, str, Counts]


class Inferrer:
    """Draws inferences and writes `inferred.ttl`. `about_shared` are those about what documents share, `count` all."""

    def __init__(self, state: State, assembly: Assembly, vocabulary: Vocabulary, jobs: int) -> None:
        self._state, self._assembly, self._vocabulary, self._jobs = state, assembly, vocabulary, jobs
        self.about_shared: set[Triple] = set()
        self.count = 0

    def infer(self, pieces: Mapping[str, str], entities: Mapping[Term, list[Triple]]) -> dict[str, str]:
        """Infer from documents (in order, with the keys of their pieces) and entities; the keys of the inferences."""
        from kg.graph.reason import Reasoner

        before = self._assembly.statistics.triples
        code = inference_code()
        reasoner = Reasoner(rules_of(self._vocabulary, self._state, code), chain.from_iterable(entities.values()))
        facts: dict[Term, list[Triple]] = {}
        for triple in chain(chain.from_iterable(entities.values()), reasoner.inferred):
            if triple[0] in entities:
                facts.setdefault(triple[0], []).append(triple)
        known = digests(facts)
        settings = f"{self._vocabulary.sha256} {code}"
        keys = {
            name: inference_key(settings, key, self._state.entities_of(name), known) for name, key in pieces.items()
        }
        self.about_shared.update(reasoner.inferred)
        self._draw(InferenceMaker(reasoner, self._assembly.base), keys, pieces)
        self._write(keys.values(), reasoner.inferred)
        self.count = self._assembly.statistics.triples - before
        return keys

    def _draw(self, make: InferenceMaker, keys: Mapping[str, str], pieces: Mapping[str, str]) -> None:
        """See that the state has the inferences of all documents."""
        missing = [name for name, key in keys.items() if not self._state.has_inference(key)]
        stream = (
            InferenceJob(keys[name], name, self._state.turtle(pieces[name]), self._state.entries_of(name))
            for name in missing
        )
        for job, result in mapped(make, stream, self._jobs if len(missing) > _WORTH_PROCESSES else 1):
            if isinstance(result, Failure):
                raise GraphError(job.document, f"no inferences ({result.words})", "some or none", "report this")
            self._state.put_inference(job.key, *result)
        self._state.commit()

    def _write(self, keys: Iterable[str], base: Iterable[Triple]) -> None:
        """The inferred graph: documents in order, and what is said of other subjects before and after them."""
        names = Names(prefixes(self._assembly.base), self._assembly.base.iri)
        others = self._state.sorter("inferred_triple")
        others.add(base)
        ordered = list(keys)
        for number, key in enumerate(ordered):
            found = Inference.of(self._state.inference_facts(key), b"")
            names.used.update(found.prefixes)
            self._assembly.statistics.add(found.counts)
            others.add(found.rows(number))
            self.about_shared.update(found.others)
        start = f"<{self._assembly.base.iri}document/"
        rest = statements_about(others, names, self._assembly.base)
        with self._assembly.streamed("inferred.ttl", names) as write:
            following = next(rest, None)
            while following is not None and following[0] < start:
                self._block(write, following)
                following = next(rest, None)
            for key in ordered:
                if statements := self._state.statements(key):
                    write(statements)
            while following is not None:
                self._block(write, following)
                following = next(rest, None)
        self._state.tidy(ordered)

    def _block(self, write: Callable[[str], object], block: Block) -> None:
        _, text, counted = block
        self._assembly.statistics.add(counted)
        write(text)
