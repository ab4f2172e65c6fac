"""The API: stored questions, documents and labels over HTTP, described by OpenAPI 3.1.

`routes` gives what the application serves beside its protocols; `Desk` asks the store, also for other ways in.
"""

from kg.server.api.desk import Desk
from kg.server.api.routes import routes

__all__ = ["Desk", "routes"]
