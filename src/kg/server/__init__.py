"""The server: SPARQL 1.1 Protocol and Graph Store Protocol over a graph folder or a writable store.

In comes a folder; out go answers over HTTP. `application` makes the ASGI application, `serve` runs it. Needs the extra
`server` (starlette, uvicorn).
"""
