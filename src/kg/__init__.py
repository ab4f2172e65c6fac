"""Figures about how people reach organizations: from texts to a knowledge graph, every figure with its sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.api import KnowledgeGraph, build, extract, open, read

__version__ = "0.1.0"
__all__ = ["KnowledgeGraph", "build", "extract", "open", "read"]


def __getattr__(name: str) -> object:
    """The library's functions, imported when first used: `import kg` alone costs nothing."""
    if name in __all__:
        from kg import api

        return getattr(api, name)
    raise AttributeError(f"module 'kg' has no attribute {name!r}")
