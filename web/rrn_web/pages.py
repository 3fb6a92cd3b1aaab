"""The pages, and the widget's files under an address that changes with their content."""

from __future__ import annotations

from sanic import Blueprint, Request, raw
from sanic.response import HTTPResponse

from rrn_web.errors import error_of_status
from rrn_web.settings import ROOT, Settings
from rrn_web.static_files import static_file, static_files, version

PAGES = {"/": "staff.html", "/demo": "demo.html", "/embed": "embed.html"}
WIDGET = ROOT / "widget"
PAGE_FILES = ROOT / "web" / "pages"
#: HEAD is as GET without a body, which Sanic leaves out.
METHODS = ("GET", "HEAD")
FOREVER = "public, max-age=31536000, immutable"
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
    files = static_files(WIDGET, PAGE_FILES)
    current = version(files)

    @routes.route("/assets/<asked>/<path:path>", methods=METHODS)  # type: ignore[untyped-decorator]
    async def asset(request: Request, asked: str, path: str) -> HTTPResponse:
        if asked != current or path not in files:
            raise error_of_status(404)
        headers = {"Cache-Control": FOREVER, "Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
        return files[path].answer(request, headers)

    @routes.route("/widget.js", methods=METHODS)  # type: ignore[untyped-decorator]
    async def widget(_request: Request) -> HTTPResponse:
        headers = {
            "Location": f"/assets/{current}/{LOADER}",
            "Cache-Control": "no-cache",
            "Access-Control-Allow-Origin": "*",
            "Cross-Origin-Resource-Policy": "cross-origin",
        }
        return raw(b"", status=302, headers=headers)

    for path, name in PAGES.items():
        _add_page(routes, path, (PAGE_FILES / name).read_text(encoding="utf-8").replace("{version}", current), settings)
    return routes


def _add_page(routes: Blueprint, path: str, html: str, settings: Settings) -> None:
    html = html.replace("{parents}", " ".join(settings.frame_ancestors))
    framed = settings.frame_ancestors if path == "/embed" else ()
    headers = {"Content-Security-Policy": content_security_policy(framed), "Cache-Control": "no-cache"}
    file = static_file(".html", html.encode())

    async def page(request: Request) -> HTTPResponse:
        return file.answer(request, headers)

    routes.add_route(page, path, methods=METHODS, name=path.strip("/") or "staff")
