"""Schemathesis over the OpenAPI description: what it says holds, for right and for wrong requests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import httpx
import pytest

from kg.server.settings import Settings

schemathesis = pytest.importorskip("schemathesis")

Serving = Callable[[Path, Settings], AbstractContextManager[httpx.Client]]


@pytest.fixture
def description(serving: Serving, built_seeds: Path) -> Iterator[str]:
    """The address of the description of a running server of the seeds."""
    with serving(built_seeds, Settings(workers=2)) as client:
        yield f"{client.base_url}/openapi.json"


def test_schemathesis_finds_no_failure(description: str) -> None:
    from schemathesis.config import (
        GenerationConfig,
        PhasesConfig,
        ProjectConfig,
        ProjectsConfig,
        SchemathesisConfig,
        StatefulPhaseConfig,
    )
    from schemathesis.engine import Status, events, from_schema

    project = ProjectConfig(
        generation=GenerationConfig(max_examples=5, deterministic=True, database="none"),
        phases=PhasesConfig(stateful=StatefulPhaseConfig(enabled=False)),  # nothing here changes anything
        continue_on_failure=True,
    )
    schema = schemathesis.openapi.from_url(
        description, config=SchemathesisConfig(seed=1, projects=ProjectsConfig(default=project))
    )
    tested, failures = set(), []
    for event in from_schema(schema).execute():
        if isinstance(event, events.NonFatalError | events.FatalError):
            failures.append(str(event))
        if isinstance(event, events.ScenarioFinished):
            tested.add(event.label)
            for checks in event.recorder.checks.values():
                failures += [str(check) for check in checks if check.status == Status.FAILURE]
    assert not failures, "\n\n".join(failures[:5])
    assert len(tested) >= 31
