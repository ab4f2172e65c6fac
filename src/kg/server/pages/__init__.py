"""The pages: ask a stored question, follow a number to its characters, browse, compare, search, query.

`routes` gives what the application serves beside its protocols; `query_page` answers browsers at `/sparql`.
"""

from kg.server.pages.routes import mount, routes

__all__ = ["mount", "routes"]
