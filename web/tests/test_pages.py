"""The pages and the widget's files, as a browser fetches them."""

import pytest
import requests


@pytest.mark.parametrize(
    "path",
    [
        "/assets/x/loader.js",
        "/assets/../rrn_web/app.py",
        "/assets/%2e%2e/pyproject.toml",
        "/assets/x/%2fetc/passwd",
        "/widget/package.json",
    ],
)
def test_nothing_else_is_served(stack, path):
    assert requests.get(f"{stack.url}{path}", timeout=20).status_code == 404


def test_the_widget_has_a_stable_address_and_a_hashed_file(stack):
    stable = requests.get(f"{stack.url}/widget.js", allow_redirects=False, timeout=20)
    assert stable.status_code == 302
    assert stable.headers["Cache-Control"] == "no-cache"
    hashed = requests.get(stack.url + stable.headers["Location"], timeout=20)
    assert "immutable" in hashed.headers["Cache-Control"]
    assert hashed.headers["Content-Type"].startswith("text/javascript")
    assert hashed.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("path", ["/", "/demo", "/embed"])
def test_pages_have_a_strict_policy_and_no_cookie(stack, path):
    response = requests.get(stack.url + path, timeout=20)
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "require-trusted-types-for 'script'" in policy
    assert ("frame-ancestors 'none'" in policy) == (path != "/embed")
    assert "https://parent.test" in policy or path != "/embed"
    assert "Set-Cookie" not in response.headers
    assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("path", ["/widget.js", "/", "/demo", "/embed", "the hashed file"])
def test_head_is_as_get_without_a_body(stack, path):
    if path == "the hashed file":
        path = requests.head(f"{stack.url}/widget.js", timeout=20).headers["Location"]
    head, get = (ask(stack.url + path, allow_redirects=False, timeout=20) for ask in (requests.head, requests.get))
    assert head.status_code == get.status_code
    assert head.headers == get.headers
    assert head.content == b""
