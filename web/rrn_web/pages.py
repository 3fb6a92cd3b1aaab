"""The pages and the widget's files: read once, served from memory, under an address that changes with their content."""

from __future__ import annotations

import hashlib
from pathlib import Path

from sanic import Blueprint, Request, raw
from sanic.response import HTTPResponse

from rrn_web.errors import error_of_status
from rrn_web.settings import ROOT, Settings

PAGES = {"/": "staff.html", "/demo": "demo.html", "/embed": "embed.html"}
WIDGET = ROOT / "widget"
PAGE_FILES = ROOT / "web" / "pages"
FOREVER = "public, max-age=31536000, immutable"
#: Kinds of files that are served; anything else in the folders is not.
SERVED = {".js": "text/javascript", ".css": "text/css", ".json": "application/json", ".svg": "image/svg+xml"}
#: What a script tag on a page names.
LOADER = "loader.js"


def content_security_policy(frame_ancestors: tuple[str, ...] = ()) -> str:
    """Returns the policy of our own pages; they need no inline script or style and nothing from elsewhere."""
    ancestors = " ".join(("'self'", *frame_ancestors)) if frame_ancestors else "'none'"
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; base-uri 'none'; "
        f"form-action 'none'; frame-ancestors {ancestors}; require-trusted-types-for 'script'; trusted-types 'none'"
    )


def page_routes(settings: Settings) -> Blueprint:
    """Returns the routes of the pages and files."""
    routes = Blueprint("pages")
    files = _files()
    version = _version(files)

    @routes.get("/assets/<asked>/<path:path>")
    async def asset(_request: Request, asked: str, path: str) -> HTTPResponse:
        if asked != version or path not in files:
            raise error_of_status(404)
        kind = SERVED[Path(path).suffix]
        headers = {"Cache-Control": FOREVER, "Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
        return raw(files[path], content_type=f"{kind}; charset=utf-8", headers=headers)

    @routes.get("/widget.js")
    async def widget(_request: Request) -> HTTPResponse:
        headers = {
            "Location": f"/assets/{version}/{LOADER}",
            "Cache-Control": "no-cache",
            "Access-Control-Allow-Origin": "*",
            "Cross-Origin-Resource-Policy": "cross-origin",
        }
        return raw(b"", status=302, headers=headers)

    for path, name in PAGES.items():
        _add_page(routes, path, (PAGE_FILES / name).read_text(encoding="utf-8").replace("{version}", version), settings)
    return routes


def _add_page(routes: Blueprint, path: str, html: str, settings: Settings) -> None:
    html = html.replace("{parents}", " ".join(settings.frame_ancestors))
    framed = settings.frame_ancestors if path == "/embed" else ()
    policy = content_security_policy(framed)

    async def page(_request: Request) -> HTTPResponse:
        headers = {"Content-Security-Policy": policy, "Cache-Control": "no-cache"}
        return raw(html.encode(), content_type="text/html; charset=utf-8", headers=headers)

    routes.add_route(page, path, methods=["GET"], name=path.strip("/") or "staff")


def _files() -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for folder in (WIDGET, PAGE_FILES)
        for path in sorted(folder.rglob("*"))
        if path.suffix in SERVED and "node_modules" not in path.parts and not path.name.startswith(("package", "tsconfig"))
    }


def _version(files: dict[str, bytes]) -> str:
    digest = hashlib.sha256()
    for path, content in files.items():
        digest.update(f"{path}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()[:12]
