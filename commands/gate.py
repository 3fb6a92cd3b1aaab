"""Runs the gate: trains what is to be judged, puts the questions to both versions side by side, and compares the answers."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from commands.model import MODEL_VARIABLE, current_model, model_version, quiet_environment
from evaluation.gate import Findings, compare
from evaluation.held_out import cases_of
from rrn.clock import today
from rrn.content import version_of
from rrn.items import read_items
from rrn.paths import DATA, HELD_OUT, ROOT, STATE
from rrn.releases import ReleaseError
from rrn.whole_files import write_whole

#: Answers of so many versions are kept, so that the published one is not asked again for each candidate.
KEPT = 6
#: What the replies depend on besides the content and the model.
_CODE = ("rrn", "actions", "components", "commands")
#: Name of the file that says how many seconds the last gate took.
TOOK = "seconds"
CONVERSATIONS = ROOT / "tests" / "conversations"


def train(data: Path) -> None:
    """Trains the model of a content folder, where there is none.

    Raises:
        ReleaseError: Training failed, or the content is not sound.
    """
    _checked(subprocess.run([Path(sys.executable).with_name("rrn"), "train"], cwd=ROOT, env=_environment(data), check=False))


def judge(published: Path, candidate: Path) -> Findings:
    """Returns what changes from a published content folder to a candidate; both are trained already.

    Raises:
        ReleaseError: A version cannot be asked.
    """
    files = [_answers_file(data) for data in (published, candidate)]
    running = [_asking(data, file) for data, file in zip((published, candidate), files, strict=True)]
    stories = subprocess.Popen(
        _story_test(candidate), cwd=ROOT, env=_environment(candidate), stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    for process in running:
        if process:
            _checked(process)
    before, after = (json.loads(file.read_text(encoding="utf-8")) for file in files)
    cases = cases_of(HELD_OUT)
    findings = compare(cases, before, after, read_items(candidate))
    output = stories.communicate()[0].decode("utf-8", "replace")
    if stories.returncode:
        findings.faults.append("A conversation test fails: " + output[-1500:])
    _forget_old()
    return findings


def last_took() -> int | None:
    """Returns how many seconds training and asking took when something was last published here; None where nothing was yet."""
    file = STATE / "gate" / TOOK
    return int(file.read_text(encoding="utf-8")) if file.exists() else None


def keep_time(seconds: float) -> None:
    """Keeps how long training and asking took, for whoever wants to know beforehand."""
    write_whole(STATE / "gate" / TOOK, str(round(seconds)))


def answers_of_published() -> dict[str, Any] | None:
    """Returns the answers of the content that is served to every question of the gate; None where it was not asked yet."""
    file = _answers_file(DATA)
    return json.loads(file.read_text(encoding="utf-8")) if file.exists() else None


def _answers_file(data: Path) -> Path:
    """Returns where a version's answers are kept: named after everything that they depend on."""
    digest = hashlib.sha256(f"{version_of(data)} {model_version(data)} {today()}".encode())
    files = [path for folder in _CODE for path in (ROOT / folder).rglob("*.py")]
    for path in sorted([*files, *HELD_OUT.glob("*.yml")]):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return STATE / "gate" / f"{digest.hexdigest()[:16]}.json"


def _asking(data: Path, file: Path) -> subprocess.Popen[bytes] | None:
    """Starts asking a version, unless its answers are there."""
    if file.exists():
        file.touch()
        return None
    file.parent.mkdir(parents=True, exist_ok=True)
    print(f"Asking {len(list(HELD_OUT.glob('*.yml')))} files of held-out questions ({data}) ...", flush=True)
    return subprocess.Popen([sys.executable, "-m", "commands.put_questions", str(file)], cwd=ROOT, env=_environment(data, asked=True))


def _story_test(data: Path) -> list[str]:
    return [
        *(sys.executable, "-m", "rasa", "test", "core", "--model", str(current_model(data)), "--stories", str(CONVERSATIONS)),
        *("--endpoints", str(ROOT / "endpoints.yml"), "--out", str(STATE / "gate" / "conversations")),
        *("--fail-on-prediction-errors", "--no-plot"),
    ]


def _environment(data: Path, asked: bool = False) -> dict[str, str]:
    # Each version is asked with its own model, whichever one a person named for other questions.
    environment = {**quiet_environment(), "RRN_DATA": str(data), MODEL_VARIABLE: ""}
    if asked:
        # The questions are about the providers of the seed, and nothing of this is to stand in the record of real turns.
        state = STATE / "gate" / f"state-{version_of(data)}"
        state.mkdir(parents=True, exist_ok=True)
        environment |= {"RRN_STATE": str(state), "RRN_REGISTER_URL": ""}
    return environment


def _checked(process: subprocess.CompletedProcess[Any] | subprocess.Popen[bytes]) -> None:
    code = process.wait() if isinstance(process, subprocess.Popen) else process.returncode
    if code:
        raise ReleaseError("It could not be trained or asked; see the lines above. What is served stays as it is.")


def _forget_old() -> None:
    kept = sorted((STATE / "gate").glob("*.json"), key=lambda path: path.stat().st_mtime)
    for path in kept[:-KEPT]:
        path.unlink()
