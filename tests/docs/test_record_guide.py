"""The steps of ``docs/guides/record.md``, done as they stand there."""

from __future__ import annotations

import json
import os
import re
import subprocess

from rrn.paths import ROOT

GUIDE = ROOT / "docs" / "guides" / "record.md"


def steps():
    text = GUIDE.read_text(encoding="utf-8")
    return [line for block in re.findall(r"```bash\n(.*?)```", text, re.DOTALL) for line in block.splitlines()]


def test_the_guide_works_step_by_step(tmp_path):
    environment = {**os.environ, "RRN_STATE": str(tmp_path), "RRN_RECORD": "on", "PYTHONWARNINGS": "ignore"}
    environment.pop("RRN_RECORD_URL", None)
    printed = {}
    for step in steps():
        done = subprocess.run(["bash", "-ec", step], cwd=ROOT, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, f"{step}\n{done.stdout}\n{done.stderr}"
        printed[step] = done.stdout
        if " ask " in step:
            environment["TURN"] = json.loads(done.stdout)["trace"]["turn"]
        if "--json $TURN" in step:
            environment["CONVERSATION"] = json.loads(done.stdout)["conversation"]
    said = " ".join("\n".join(printed.values()).split())
    assert environment["TURN"] in printed[".venv/bin/rrn record list --since 2026-01-01"]
    assert "From the decision table, version 1, as it stood: R3." in said
    assert said.count("1 turns replayed: 1 the same") == 3
    assert said.count("0 turns would go from") == said.count("0 turns gone from") == 1
    assert said.count("1 turns would go from") == said.count("1 turns gone from") == 1
    removed = printed[".venv/bin/rrn record removed"].splitlines()
    assert [line.split()[2] for line in removed] == ["purge", "erase"]
    assert environment["CONVERSATION"] not in removed[1]
