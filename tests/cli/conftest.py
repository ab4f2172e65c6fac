"""The command as a process: arguments and standard input in; exit status and both streams out."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def kg() -> Run:
    def run(*arguments: str | Path, text: str = "", folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "kg", *map(str, arguments)]
        return subprocess.run(command, input=text, capture_output=True, encoding="utf-8", cwd=folder, check=False)

    return run


@pytest.fixture(scope="session")
def seeds_graph(kg: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    graph = tmp_path_factory.mktemp("cli") / "graph"
    built = kg("build", "seeds", "--graph", graph)
    assert built.returncode == 0, built.stderr
    return graph
