"""The tools over the Model Context Protocol: as a server of the official SDK, over standard input, and over HTTP."""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

import mcp_types as types
from mcp.server.lowlevel import Server
from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from starlette.requests import Request
from starlette.types import Message, Receive, Scope, Send

from kg.errors import KgError, ParameterError
from kg.resources import version
from kg.server.api import Desk
from kg.server.backend import Backend
from kg.server.exchange import read_body
from kg.server.mcp.tools import Tool, tools
from kg.server.problems import RequestError
from kg.server.settings import Settings

_LOG: Final = logging.getLogger("kg.server")
_POSSIBLE: Final = 100
_INSTRUCTIONS: Final = (
    "Figures that texts state about how people reach organizations. Each tool named after a question gives rows with "
    "the quote, the sentence and the offsets that they rest on: cite them. look_up finds the short names that "
    "questions take. Before giving numbers to a reader, pass the draft to check_text and mend those not supported."
)


def server_of(desk: Desk) -> Server[Any]:
    """The MCP server of a desk."""

    async def listed(_: Any, __: types.PaginatedRequestParams | None) -> types.ListToolsResult:
        known = await desk.run(tools, desk)
        return types.ListToolsResult(tools=[_described(each) for each in known.values()])

    async def called(_: Any, asked: types.CallToolRequestParams) -> types.CallToolResult:
        try:
            known = await desk.run(tools, desk)
            tool = known.get(asked.name)
            if tool is None:
                raise ParameterError("tools", "name", f"no tool {asked.name!r}", tuple(known))
            return _result(await desk.run(tool.call, asked.arguments or {}))
        except (KgError, RequestError) as error:
            return _fault(error)
        except Exception:
            _LOG.exception("a fault in a tool")
            return _result({"error": "the server met a fault and noted it"}, is_error=True)

    return Server(
        "surveykg",
        version=version(),
        title="surveykg",
        instructions=_INSTRUCTIONS,
        on_list_tools=listed,
        on_call_tool=called,
    )


def _described(tool: Tool) -> types.Tool:
    hints = types.ToolAnnotations(
        read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
    )
    return types.Tool(
        name=tool.name, title=tool.title, description=tool.description, input_schema=tool.schema, annotations=hints
    )


def _result(facts: Mapping[str, Any], *, is_error: bool = False) -> types.CallToolResult:
    text = json.dumps(facts, ensure_ascii=False)
    return types.CallToolResult(
        content=[types.TextContent(type="text", text=text)], structured_content=dict(facts), is_error=is_error
    )


def _fault(error: KgError | RequestError) -> types.CallToolResult:
    """What was wrong, and what is possible, so that the model can mend its call."""
    if isinstance(error, RequestError):
        return _result({"error": error.detail, "status": error.status}, is_error=True)
    facts: dict[str, Any] = {"error": error.found if isinstance(error, ParameterError) else str(error)}
    if error.mend:
        facts["mend"] = error.mend
    if isinstance(error, ParameterError):
        facts |= {"parameter": error.parameter, "possible": list(error.possible[:_POSSIBLE])}
        facts |= {"possible_count": len(error.possible), "near": error.near or None}
    return _result(facts, is_error=True)


class HttpEndpoint:
    """The handler of `/mcp`: streamable HTTP without sessions, each request answered by JSON on its own.

    The Host and Origin of a request are not looked at: whoever reaches the server may read all of it, as at `/sparql`.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._manager: StreamableHTTPSessionManager | None = None

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """The time in which requests are answered."""
        self._manager = StreamableHTTPSessionManager(
            server_of(self._desk),
            json_response=True,
            stateless=True,
            max_request_body_size=self._desk.settings.query_limit + 1,
        )
        try:
            async with self._manager.run():
                yield
        finally:
            self._manager = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request; its body is read here, within the server's limits of size and time."""
        if self._manager is None:
            raise RequestError(503, "the server is being started", headers={"Retry-After": "1"})
        settings = self._desk.settings
        body = await read_body(Request(scope, receive), settings.query_limit, settings.receive_seconds)
        given = iter([{"type": "http.request", "body": body, "more_body": False}])

        async def again() -> Message:
            return next(given, None) or await receive()

        await self._manager.handle_request(scope, again, send)


def serve_stdio(graph: Path, settings: Settings | None = None) -> None:
    """Answers an MCP client over standard input and output until it ends the conversation.

    Raises:
        GraphError: there is no graph.
    """
    import anyio

    anyio.run(_serve, graph, settings or Settings())


async def _serve(graph: Path, settings: Settings) -> None:
    from mcp.server.stdio import stdio_server

    backend = Backend(graph, settings)
    desk = Desk(graph, backend, settings)
    try:
        await backend.start()
        desk.open()
        server = server_of(desk)
        async with stdio_server() as (read, write):
            await server.run(read, write, server.create_initialization_options())
    finally:
        desk.close()
        await backend.stop()
