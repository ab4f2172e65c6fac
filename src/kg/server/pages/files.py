"""Files that pages need: our own, and the editor's where npm has installed it."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from kg.server.problems import RequestError

_TYPES: Final = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_EDITOR: Final = ("yasgui.min.css", "yasgui.min.js")
_OURS: Final = Path(__file__).parent / "static"
# Maps for debuggers are not served: their addresses would be asked for in vain
_MAP: Final = re.compile(rb"/[/*]# sourceMappingURL=[^\n]*$")


def editor_folder() -> Path | None:
    """Where npm put the editor, in a checkout or beside the package; None where it is not installed."""
    package = Path(__file__).parents[2]
    for top in (package / "data" / "web", package.parents[1] / "web"):
        found = top / "node_modules" / "@zazuko" / "yasgui" / "build"
        if all((found / name).is_file() for name in _EDITOR):
            return found
    return None


async def static(request: Request) -> Response:
    """A file of ours."""
    names = {path.name: path for path in _OURS.iterdir() if path.suffix in _TYPES}
    return _sent(names.get(request.path_params["name"]), "public, max-age=31536000, immutable")


async def editor(request: Request) -> Response:
    """A file of the editor."""
    found, name = editor_folder(), request.path_params["name"]
    return _sent(found / name if found and name in _EDITOR else None, "public, max-age=86400")


def _sent(path: Path | None, cache_control: str) -> Response:
    if path is None:
        raise RequestError(404, "there is no such file")
    headers = {"Cache-Control": cache_control}
    return Response(_content(path, path.stat().st_mtime_ns), 200, headers, _TYPES[path.suffix])


@cache
def _content(path: Path, _changed: int) -> bytes:
    return _MAP.sub(b"", path.read_bytes().rstrip())
