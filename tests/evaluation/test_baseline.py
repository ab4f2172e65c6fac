"""No language falls by over a point; `kg evaluate CORPUS --baseline FILE --renew` raises the line."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from kg.cli import cli

CORPUS = Path(__file__).parents[1] / "corpus"


@pytest.mark.parametrize("name", ["seeds", "dev", "own", "heldout"])
def test_extraction_is_as_good_as_it_was(name: str) -> None:
    baseline = CORPUS / "baseline" / f"{name}.json"
    done = CliRunner().invoke(cli, ["evaluate", str(CORPUS / name), "--baseline", str(baseline)])
    assert done.exit_code == 0, done.output
