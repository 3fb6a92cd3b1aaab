"""Files as they are served: read once, without what is for their authors, compressed once, under an address that changes with them."""

from __future__ import annotations

import gzip
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import rjsmin
from sanic import Request, raw
from sanic.response import HTTPResponse

#: Kinds of files that are served; anything else in the folders is not.
KINDS = {".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".json": "application/json", ".svg": "image/svg+xml"}


@dataclass(frozen=True)
class StaticFile:
    """A file's bytes, as they are and in gzip."""

    kind: str
    content: bytes
    gzipped: bytes

    def answer(self, request: Request, headers: dict[str, str]) -> HTTPResponse:
        """Returns the file in the encoding that the client accepts."""
        content, headers = self.content, {**headers, "Vary": "Accept-Encoding"}
        if accepts_gzip(request.headers.get("accept-encoding", "")):
            content = self.gzipped
            headers["Content-Encoding"] = "gzip"
        return raw(content, content_type=f"{self.kind}; charset=utf-8", headers=headers)


def static_file(suffix: str, content: bytes) -> StaticFile:
    """Returns a file of a kind."""
    return StaticFile(KINDS[suffix], content, gzip.compress(content, mtime=0))


def static_files(*folders: Path) -> dict[str, StaticFile]:
    """Returns the files of folders by their path there; pages, packages' files and settings of tools are none of them."""
    return {
        path.relative_to(folder).as_posix(): static_file(path.suffix, _served(path))
        for folder in folders
        for path in sorted(folder.rglob("*"))
        if path.suffix in KINDS and path.suffix != ".html" and not _is_for_tools(path)
    }


def version(files: dict[str, StaticFile]) -> str:
    """Returns a name that changes with any byte that is served."""
    digest = hashlib.sha256()
    for path, file in files.items():
        digest.update(f"{path}\0{len(file.content)}\0".encode() + file.content)
    return digest.hexdigest()[:12]


def accepts_gzip(accepted: str) -> bool:
    """Returns whether an ``Accept-Encoding`` header allows gzip (RFC 9110, section 12.5.3)."""
    weights: dict[str, bool] = {}
    for part in accepted.lower().split(","):
        coding, _, parameters = part.partition(";")
        weights[coding.strip()] = parameters.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return weights.get("gzip", weights.get("*", False))


def _served(path: Path) -> bytes:
    content = path.read_bytes()
    if path.suffix == ".json":
        return json.dumps(json.loads(content), ensure_ascii=False, separators=(",", ":")).encode()
    if path.suffix != ".js":
        return content
    # The types in the comments are half of a script, and no browser reads them.
    return str(rjsmin.jsmin(content.decode())).encode()


def _is_for_tools(path: Path) -> bool:
    return "node_modules" in path.parts or path.name.startswith(("package", "tsconfig"))
