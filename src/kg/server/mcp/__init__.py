"""The graph for language models: a Model Context Protocol server over standard input and HTTP.

Each stored question is a tool, beside look-up by name, a document's text, SPARQL, and a check of a text's numbers.
Needs the official SDK (`mcp`, in the extra `server`), which is imported when one of the names is.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kg.server.mcp.transports import HttpEndpoint, serve_stdio

__all__ = ["HttpEndpoint", "serve_stdio"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from kg.server.mcp import transports

    return getattr(transports, name)
