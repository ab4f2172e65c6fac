"""What a server may be told: who may write, and the limits that keep one client from the others' share."""

from __future__ import annotations

import os
from dataclasses import dataclass, field

_MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Settings:
    """Limits of a server; times in seconds, sizes in bytes.

    `token` lets whoever sends it as bearer write; without one nobody may. `workers` run short queries; a query that
    works longer than `slow_after` gives its place to others, and at most `slow_workers` such run on, at low priority.
    `waiting` queries may wait for a place. Answers of at most `cache_limit` bytes together are kept for who asks the
    same again. `public_url` is the address by which clients know the server, where a proxy changes it.
    """

    token: str | None = field(default=None, repr=False)
    public_url: str | None = None
    time_limit: float = 15.0
    write_time_limit: float = 300.0
    memory_limit: int = 1024 * _MEGABYTE
    row_limit: int = 1_000_000
    answer_limit: int = 512 * _MEGABYTE
    cache_limit: int = 64 * _MEGABYTE
    query_limit: int = _MEGABYTE
    body_limit: int = 256 * _MEGABYTE
    url_limit: int = 16 * 1024
    header_limit: int = 32 * 1024
    nesting_limit: int = 200
    workers: int = field(default_factory=lambda: max(2, min(8, os.cpu_count() or 2)))
    slow_after: float = 1.0
    slow_workers: int = 4
    waiting: int = 256
    receive_seconds: float = 30.0
    send_seconds: float = 60.0
    idle_seconds: float = 15.0
    stop_seconds: float = 10.0
    connections: int = 2000
