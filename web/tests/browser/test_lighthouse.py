"""Lighthouse on our pages: accessibility and best practices."""

import json
import shutil
import subprocess

import pytest

from tests.conftest import ROOT

NODE = ROOT / "web" / "tests" / "node"


@pytest.mark.parametrize("path", ["/demo", "/", "/embed"])
def test_lighthouse_gives_a_hundred(stack, path, capsys):
    command = ["node", "lighthouse.js", f"{stack.url}{path}", shutil.which("chromium")]
    done = subprocess.run(command, cwd=NODE, capture_output=True, text=True, timeout=180, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    outcome = json.loads(done.stdout.splitlines()[-1])
    with capsys.disabled():
        print(f"\nLighthouse {outcome['version']} on {path}: {outcome['scores']}")
    assert outcome["scores"] == {"accessibility": 100, "best-practices": 100}, outcome["found"]
