"""The server: SPARQL 1.1 Protocol and Graph Store Protocol over a graph folder or a writable store.

In comes a folder; out go answers over HTTP. `application` makes the ASGI application, `serve` runs it, `Settings` holds
the limits of both. Needs the extra `server` (starlette, uvicorn), which is imported when one of the names is.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kg.server.app import application
    from kg.server.run import serve
    from kg.server.settings import Settings

__all__ = ["Settings", "application", "serve"]

_HOMES = {"Settings": "settings", "application": "app", "serve": "run"}


def __getattr__(name: str) -> Any:
    # Worker processes import this package, too, and have no use for the rest of it.
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
