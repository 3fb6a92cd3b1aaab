"""What a browser is given of the widget and the pages: small, cached for long, and the program that the sources say."""

import gzip
import json
import subprocess
from pathlib import Path

import pytest
import requests
from rrn_web.pages import LOADER, PAGE_FILES, WIDGET
from rrn_web.static_files import accepts_gzip, static_files, version

from tests.conftest import ROOT

NODE = ROOT / "web" / "tests" / "node"
#: The bars, in bytes: all of the widget with its English texts, and what is fetched before it is opened.
WHOLE, UNTIL_OPENED = 15_000, 3_000
TEXTS = "texts.en.json"


def encoded(stack, path, accepted):
    """Returns an answer as it travels, and the bytes that travelled."""
    response = requests.get(f"{stack.url}{path}", headers={"Accept-Encoding": accepted}, stream=True, timeout=20)
    return response, response.raw.read(decode_content=False)


def base(stack):
    return requests.get(f"{stack.url}/widget.js", allow_redirects=False, timeout=20).headers["Location"].rpartition("/")[0]


def test_the_widget_is_small(stack, capsys):
    address, sizes = base(stack), {}
    for name in [*sorted(path.name for path in WIDGET.glob("*.js")), TEXTS]:
        response, sizes[name] = encoded(stack, f"{address}/{name}", "gzip")
        assert response.headers["Content-Encoding"] == "gzip"
        sizes[name] = len(sizes[name])
    first = sizes[LOADER] + sizes[TEXTS]
    with capsys.disabled():
        print(f"\nThe widget in gzip: {sum(sizes.values())} bytes (bar {WHOLE}), until opened {first} (bar {UNTIL_OPENED}).")
        print(", ".join(f"{name} {size}" for name, size in sizes.items()))
    assert sum(sizes.values()) <= WHOLE
    assert first <= UNTIL_OPENED


@pytest.mark.parametrize("path", ["/", "/demo", "/embed", "loader.js", "style.js", TEXTS, "pages.css", "icon.svg"])
def test_both_encodings_hold_the_same(stack, path):
    address = path if path.startswith("/") else f"{base(stack)}/{path}"
    (plain_answer, plain), (gzip_answer, gzipped) = encoded(stack, address, "identity"), encoded(stack, address, "gzip, br")
    assert "Content-Encoding" not in plain_answer.headers
    assert gzip_answer.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(gzipped) == plain
    for answer in (plain_answer, gzip_answer):
        assert answer.headers["Vary"] == "Accept-Encoding"
        assert answer.headers["Content-Type"].endswith("charset=utf-8")
    assert plain_answer.headers["Cache-Control"] == gzip_answer.headers["Cache-Control"]


@pytest.mark.parametrize(
    ("accepted", "allowed"),
    [
        ("gzip", True),
        ("br, GZIP;q=0.5", True),
        ("*", True),
        ("gzip;q=0", False),
        ("gzip; q=0.000, *", False),
        ("*;q=0", False),
        ("identity", False),
        ("", False),
        ("xgzip", False),
    ],
)
def test_which_clients_get_gzip(accepted, allowed):
    assert accepts_gzip(accepted) is allowed


def same_programs(pairs):
    asked = json.dumps(pairs)
    done = subprocess.run(["node", "same-program.js"], cwd=NODE, input=asked, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def test_what_is_served_is_the_program_that_the_source_says():
    sources = {path.name: path for folder in (WIDGET, PAGE_FILES) for path in folder.glob("*.js")}
    served = {name: file.content.decode() for name, file in static_files(WIDGET, PAGE_FILES).items() if name.endswith(".js")}
    assert set(served) == set(sources)
    assert all(same_programs([[sources[name].read_text(), served[name]] for name in sources]))
    assert all("@typedef" not in script for script in served.values())
    # A changed word or a lost line is another program.
    loader = served[LOADER]
    assert same_programs([[loader, loader.replace("open()", "close()", 1)], [loader, loader.replace("this.chat?.close()", "", 1)]]) == [
        False,
        False,
    ]


def test_the_address_changes_with_any_byte_that_is_served(tmp_path):
    (tmp_path / "a.js").write_text("const one = 1; // first\n")
    (tmp_path / "tsconfig.json").write_text("{}")
    (tmp_path / "secret.txt").write_text("not served")
    before = static_files(tmp_path)
    assert list(before) == ["a.js"]
    Path(tmp_path / "a.js").write_text("const one = 2; // first\n")
    assert version(static_files(tmp_path)) != version(before)
