"""Comunica, the engine of the JavaScript world, as a client of the endpoint."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import httpx
import pytest

from kg.questions import load

CLIENTS = Path(__file__).parents[1] / "clients"
pytestmark = pytest.mark.skipif(
    not (CLIENTS / "node_modules").is_dir() or shutil.which("node") is None,
    reason="Comunica is not installed: run tools/setup",
)


def rows(server: httpx.Client, query: str) -> list[dict[str, str]]:
    command = ["node", "comunica.mjs", f"{server.base_url}/sparql", query]
    done = subprocess.run(command, cwd=CLIENTS, capture_output=True, encoding="utf-8", timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.parametrize("name", ["channel-use", "documents", "surveys"])
def test_comunica_gets_the_rows_of_stored_questions(seeds_server: httpx.Client, name: str) -> None:
    query = load()[name].text
    headers = {"Accept": "application/sparql-results+json"}
    wanted = seeds_server.get("/sparql", params={"query": query}, headers=headers).json()["results"]["bindings"]
    expected = [{key: term["value"] for key, term in row.items()} for row in wanted]
    assert expected
    assert sorted(map(str, map(sorted, (row.items() for row in rows(seeds_server, query))))) == sorted(
        map(str, map(sorted, (row.items() for row in expected)))
    )
