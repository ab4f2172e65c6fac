"""The questions as a page: a form each, without scripts, in one file."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any, Final

_STYLE: Final = """
body{font:1rem/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a;background:#fff}
h1{font-size:1.6rem}h2{font-size:1.15rem;margin:2.5rem 0 .5rem;border-bottom:1px solid #ccc}
h3{font-size:1rem;margin:1.5rem 0 .25rem}code{font-size:.9em;background:#f3f3f3;padding:.1em .3em}
p{margin:.25rem 0}form{display:grid;grid-template-columns:minmax(8rem,max-content) 1fr;gap:.4rem 1rem;margin:.75rem 0}
label{padding-top:.2rem}input,select,button{font:inherit;max-width:100%}button{justify-self:start;padding:.2rem .9rem}
small{color:#555}a{color:#0b57a4}
@media(prefers-color-scheme:dark){body{color:#eee;background:#16181b}code{background:#2a2d31}small{color:#aaa}
a{color:#8ab8f0}h2{border-color:#444}}
"""
_HASH: Final = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
HEADERS: Final = {
    "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{_HASH}'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'"
}
_FORMATS: Final = ("json", "csv", "markdown", "turtle", "jsonl", "table")


def page(questions: Sequence[Mapping[str, Any]], language: str) -> str:
    """The page; `questions` are the facts of each, with short lists of choices."""
    themes: dict[str, list[Mapping[str, Any]]] = {}
    for question in questions:
        themes.setdefault(str(question["theme"]), []).append(question)
    parts = [
        f"<h2>{escape(theme.capitalize())}</h2>\n" + "\n".join(map(_question, members))
        for theme, members in themes.items()
    ]
    return (
        f'<!doctype html>\n<html lang="{escape(language)}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1"><title>surveykg API</title>'
        f"<style>{_STYLE}</style></head><body>\n<h1>surveykg API</h1>\n"
        '<p>Described by OpenAPI 3.1 at <a href="/openapi.json">/openapi.json</a>. '
        '<a href="/api/questions">/api/questions</a> lists the stored questions, '
        '<a href="/api/documents">/api/documents</a> the documents; <code>/api/labels?q=</code> finds things by name. '
        "SPARQL 1.1 is at <code>/sparql</code>, MCP at <code>/mcp</code>.</p>\n"
        + "\n".join(parts)
        + "\n</body></html>\n"
    )


def _question(question: Mapping[str, Any]) -> str:
    url, name = escape(question["url"]), escape(question["name"])
    fields = [_field(question["name"], parameter) for parameter in question["parameters"]]
    fields.append(_select(question["name"], "format", "", _FORMATS, False, False))
    return (
        f'<section id="{name}"><h3>{escape(question["summary"])}</h3>\n<p>{escape(question["description"])}</p>\n'
        f'<p><code>GET {url}</code></p>\n<form method="get" action="{url}/form">\n' + "\n".join(fields) + "\n"
        "<span></span><button>GET</button></form></section>"
    )


def _field(question: str, parameter: Mapping[str, Any]) -> str:
    name, description, required = parameter["name"], parameter["description"], parameter["required"]
    if parameter["choices"]:
        return _select(question, name, description, parameter["choices"], parameter["repeatable"], required)
    kinds = {"integer": "number", "year": "number", "decimal": "number"}
    step = ' step="any"' if parameter["type"] == "decimal" else ""
    needed = " required" if required else ""
    kind = kinds.get(parameter["type"], "text")
    place = f' placeholder="{escape(parameter["default"])}"' if parameter["default"] else ""
    return (
        f'<label for="{escape(question)}-{escape(name)}">{escape(name)}</label><span>'
        f'<input id="{escape(question)}-{escape(name)}" name="{escape(name)}" '
        f'type="{kind}"{step}{needed}{place}> <small>{escape(description)}</small></span>'
    )


def _select(question: str, name: str, description: str, choices: Sequence[str], several: bool, required: bool) -> str:
    options = "".join(f"<option>{escape(choice)}</option>" for choice in choices)
    first = "" if several or required else '<option value="">–</option>'
    marks = (" multiple" if several else "") + (" required" if required else "")
    return (
        f'<label for="{escape(question)}-{escape(name)}">{escape(name)}</label><span>'
        f'<select id="{escape(question)}-{escape(name)}" name="{escape(name)}"{marks}>{first}{options}</select> '
        f"<small>{escape(description)}</small></span>"
    )
