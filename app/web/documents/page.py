"""Decides how the OpenAPI document reads on paper: one plain page, without scripts or anything from elsewhere."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Sequence
from html import escape
from typing import Any

from app.web.problems import PROBLEMS

_STYLE = """
body{font:16px/1.5 system-ui,sans-serif;color:#111;background:#fff;max-width:60rem;margin:0 auto;padding:1rem}
code,pre{font:14px/1.45 ui-monospace,monospace;background:#f2f2f0}pre{padding:.75rem;overflow:auto}
a{color:#0645ad}a:focus,summary:focus{outline:3px solid #0645ad}table{border-collapse:collapse;width:100%}
td,th{border:1px solid #bbb;padding:.3rem .5rem;text-align:left;vertical-align:top}
h2{border-bottom:2px solid #111;margin-top:2.5rem}h3{margin-top:2rem}.m{font-weight:700}
@media (prefers-color-scheme:dark){body{background:#111;color:#eee}code,pre{background:#222}a{color:#9cf}}
"""
_DIGEST = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
POLICY = f"default-src 'none'; style-src 'sha256-{_DIGEST}'; base-uri 'none'; frame-ancestors 'none'"
"""The Content-Security-Policy of the page: its own style and nothing else."""

_METHODS = ("get", "head", "post", "put", "patch", "delete")


def rendered(document: dict[str, Any]) -> str:
    """The whole page as HTML."""
    info, body = document["info"], []
    for tag in document["tags"]:
        found = [_operation(*one) for one in _operations(document, tag["name"])]
        if found:
            body.append(f"<h2 id='{_anchor('about', tag['name'])}'>{escape(tag['name'].capitalize())}</h2>")
            body.append(f"<p>{escape(tag['description'])}</p>{''.join(found)}")
    title = f"{escape(info['title'])} {escape(info['version'])}"
    return (
        f"<!doctype html><html lang='en'><head><meta charset='utf-8'><title>{title}</title>"
        "<meta name='viewport' content='width=device-width,initial-scale=1'>"
        f"<style>{_STYLE}</style></head><body><h1>{title}</h1>{_words(info['description'])}"
        f"<p><a href='/openapi.json'>openapi.json</a> · <a href='#problems'>Problem codes</a> · {_contents(document)}</p>"
        f"{''.join(body)}{_problems()}{_shapes(document)}</body></html>"
    )


def _operations(document: dict[str, Any], tag: str) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (path, method, ways[method])
        for path, ways in document["paths"].items()
        for method in _METHODS
        if method in ways and tag in ways[method].get("tags", ())
    ]


def _operation(path: str, method: str, told: dict[str, Any]) -> str:
    access = "Bearer token" if told.get("security") else "Nobody needs a token here"
    anchor = _anchor("operation", told["operationId"])
    parts = [
        f"<h3 id='{anchor}'><span class='m'>{method.upper()}</span> <code>{escape(path)}</code></h3>",
        f"<p><b>{escape(told.get('summary', ''))}</b>. {access}.</p>{_words(told.get('description', ''))}",
        _parameters(told.get("parameters", [])),
        _body(told.get("requestBody")),
        _responses(told["responses"]),
    ]
    return "".join(parts)


def _parameters(told: list[dict[str, Any]]) -> str:
    rows = [
        (
            f"<code>{escape(one['name'])}</code>",
            one["in"] + (", needed" if one.get("required") else ""),
            _words(one.get("description", "")),
        )
        for one in told
    ]
    return _table(("Parameter", "In", "Meaning"), rows)


def _body(told: dict[str, Any] | None) -> str:
    if told is None:
        return ""
    media, content = next(iter(told["content"].items()))
    example = content.get("example")
    shown = f"<pre>{escape(json.dumps(example, indent=2, ensure_ascii=False))}</pre>" if example else ""
    kind = "" if media == "application/json" else f", as <code>{escape(media)}</code>"
    return f"<p>Body: {_type(content['schema'])}{kind}</p>{shown}"


def _responses(told: dict[str, Any]) -> str:
    rows = []
    for status, one in told.items():
        schemas = [part["schema"] for part in one.get("content", {}).values() if "schema" in part]
        rows.append((escape(status), " or ".join(_type(one) for one in schemas), _words(one["description"])))
    return _table(("Status", "Shape", "When"), rows)


def _shapes(document: dict[str, Any]) -> str:
    parts = ["<h2>Shapes</h2>"]
    for name, schema in sorted(document["components"]["schemas"].items()):
        needed = set(schema.get("required", ()))
        rows = [
            (
                f"<code>{escape(field)}</code>{'' if field in needed else '?'}",
                _type(one),
                _words(one.get("description", "")),
            )
            for field, one in schema.get("properties", {}).items()
        ]
        parts.append(
            f"<h3 id='{_anchor('shape', name)}'>{escape(name)}</h3>{_words(schema.get('description', ''))}"
        )
        parts.append(_table(("Field", "Type", "Meaning"), rows) if rows else f"<p>{_type(schema)}</p>")
    return "".join(parts)


def _problems() -> str:
    rows = [
        (f"<code id='{escape(code)}'>{escape(code)}</code>", str(one.status), escape(one.title))
        for code, one in PROBLEMS.items()
    ]
    return "<h2 id='problems'>Problem codes</h2>" + _table(("Code", "Status", "Title"), rows)


def _type(schema: dict[str, Any]) -> str:
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return f"<a href='#{_anchor('shape', name)}'>{escape(name)}</a>"
    for word in ("oneOf", "anyOf", "allOf"):
        if word in schema:
            return " or ".join(_type(one) for one in schema[word])
    if "enum" in schema or "const" in schema:
        values = schema.get("enum", [schema.get("const")])
        return " ".join(f"<code>{escape(str(one))}</code>" for one in values)
    if schema.get("type") == "array":
        return f"list of {_type(schema.get('items', {}))}"
    kind = schema.get("type", "anything")
    return escape(" or ".join(kind) if isinstance(kind, list) else str(kind))


def _contents(document: dict[str, Any]) -> str:
    return " · ".join(
        f"<a href='#{_anchor('about', tag['name'])}'>{escape(tag['name'].capitalize())}</a>"
        for tag in document["tags"]
    )


def _table(heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    if not rows:
        return ""
    head = "".join(f"<th scope='col'>{one}</th>" for one in heads)
    lines = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table>"


def _words(text: str) -> str:
    """Paragraphs, `code` and **stress**: as much of Markdown as the descriptions use."""
    marked = re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text, quote=False))
    marked = re.sub(r"\*\*([^*]+)\*\*", r"<b>\1</b>", marked)
    return "".join(f"<p>{part}</p>" for part in marked.split("\n\n") if part.strip())


def _anchor(what: str, name: str) -> str:
    return f"{what}-{re.sub(r'[^a-z0-9]+', '-', name.lower()).strip('-')}"
