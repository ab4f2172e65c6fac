"""Figures about how people reach organizations: from texts to a knowledge graph, every figure with its sentence."""

__version__ = "0.1.0"
