"""The shape of the house: which way imports go, and that names agree across files."""

from __future__ import annotations

import ast
import subprocess
import sys

import pytest

from rrn.content import training_examples
from rrn.paths import DATA, ROOT
from rrn.yaml_file import read_yaml

PACKAGES = ("rrn", "actions", "components", "serving", "commands", "evaluation", "benchmarks")
MAY_IMPORT = {
    "rrn": {"rrn"},
    "components": {"components", "rrn"},
    "actions": {"actions", "rrn"},
    "serving": {"serving", "rrn"},
    "evaluation": {"evaluation", "rrn"},
    "commands": set(PACKAGES) - {"benchmarks"},
    "benchmarks": set(PACKAGES),
}
RASA = {"rasa", "rasa_sdk", "sanic"}
PRIVACY = sorted((ROOT / "privacy" / "rrn_privacy").rglob("*.py"))
FRONT = sorted((ROOT / "web" / "rrn_web").rglob("*.py"))
SCRIPTS = [*sorted((ROOT / "widget").glob("*.js")), *sorted((ROOT / "web" / "pages").glob("*.js"))]
FILES = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]


def imported(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.partition(".")[0]


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_go_one_way(path):
    package = path.relative_to(ROOT).parts[0]
    names = set(imported(path))
    assert names & set(PACKAGES) <= MAY_IMPORT[package]
    assert package != "rrn" or not names & RASA


@pytest.mark.parametrize("path", FRONT, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_front_knows_only_the_reply_contract(path):
    assert not set(imported(path)) & {*PACKAGES, "rasa", "rasa_sdk"}


@pytest.mark.parametrize("path", PRIVACY, ids=lambda path: str(path.relative_to(ROOT)))
def test_privacy_stands_by_itself(path):
    assert not set(imported(path)) & {*PACKAGES, *RASA, "rrn_web"}


@pytest.mark.parametrize("name", ["explain", "entry"])
def test_explain_loads_nothing_heavy(name):
    loaded = f"import sys, commands.{name}; print(*sys.modules)"
    modules = subprocess.run([sys.executable, "-c", loaded], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    assert [name for name in ("rasa", "tensorflow", "spacy", "sqlalchemy", "ruamel.yaml", "rrn.content") if name in modules] == []


def test_a_command_loads_nothing_that_it_does_not_need():
    """``rrn providers show`` and its like, with a register that is up to date."""
    loaded = "import sys, commands.main, rrn.register; print(*sys.modules)"
    modules = subprocess.run([sys.executable, "-c", loaded], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    heavy = ("rasa", "tensorflow", "spacy", "onnxruntime", "sklearn", "matplotlib", "openpyxl", "alembic", "dateparser")
    assert [name for name in heavy if name in modules] == []


@pytest.mark.parametrize("path", [*FILES, *FRONT, *PRIVACY, *SCRIPTS], ids=lambda path: str(path.relative_to(ROOT)))
def test_no_file_is_long(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 300


def _steps():
    for rule in read_yaml(DATA / "rules" / "answering.yml")["rules"]:
        for step in rule["steps"]:
            yield from step.get("or", [step])


def test_every_intent_has_a_rule_and_every_rule_an_intent():
    domain = read_yaml(ROOT / "domain.yml")
    assert {step["intent"] for step in _steps() if "intent" in step} == set(domain["intents"])


def test_every_action_of_the_rules_is_in_the_domain_and_has_a_file():
    named = {step["action"] for step in _steps() if "action" in step}
    assert named == set(read_yaml(ROOT / "domain.yml")["actions"])
    assert {f"action_{path.stem}" for path in (ROOT / "actions").glob("*.py") if path.stem not in ("__init__", "turn_action")} == named


def test_every_label_of_the_training_data_belongs_to_an_intent():
    intents = set(read_yaml(ROOT / "domain.yml")["intents"])
    assert {label.partition("/")[0] for label in training_examples()} <= intents
