"""Where the data that ships with the package lies: ontology, stored questions, language files; and its version."""

from __future__ import annotations

import sys
from pathlib import Path

PACKAGE = Path(__file__).parent


def folder(name: str) -> Path:
    """The folder `ontology` or `queries`: inside the wheel, or at the top of a checkout."""
    installed = PACKAGE / "data" / name
    return installed if installed.is_dir() else PACKAGE.parent.parent / name


def version() -> str:
    """The version of the package, as `kg.__version__` has it."""
    return str(vars(sys.modules[__package__])["__version__"])
