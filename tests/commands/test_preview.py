"""The page of a preview stands alone and cannot be broken out of; near questions are found by meaning."""

from __future__ import annotations

import base64
import json
import re

import pytest

from commands import preview
from commands.preview import MODULES, html
from rrn.content import training_examples
from rrn.items import read_items
from rrn.nearby import Taken, neighbours, taken
from rrn.paths import DATA
from rrn.recogniser import Recogniser
from rrn.understanding.kept_vectors import KeptVectors

REPLY = {
    "text": "</script><script>alert(1)</script>\u2028",
    "kind": "answer",
    "id": "x",
    "sources": [],
    "buttons": [],
    "also": [],
    "verdict": None,
}


def test_nothing_in_a_reply_ends_the_script_that_it_stands_in():
    page = html(REPLY, "</title><script>")
    assert page.count("</script>") == 2
    assert "<script>alert" not in page
    assert "</title><script>" not in page


def test_the_widgets_modules_are_in_the_page_and_find_each_other():
    imports = json.loads(re.search(r'<script type="importmap">(.*?)</script>', html(REPLY, "x"))[1])["imports"]
    for name in MODULES:
        module = base64.b64decode(imports[f"rrn/{name}"].partition(",")[2]).decode()
        wanted = re.findall(r"^import .* from '(.*)';", module, re.M)
        assert {each.removeprefix("rrn/") for each in wanted} <= set(MODULES)


@pytest.fixture(scope="module")
def vectors(tmp_path_factory):
    return KeptVectors(tmp_path_factory.mktemp("vectors") / "vectors.npz")


def test_an_example_that_belongs_elsewhere_has_a_near_neighbour_there(vectors):
    few = {label: examples[:20] for label, examples in training_examples().items()}
    found = neighbours("faq/contact", few, ["what is the price of certification", "which number do I ring"], vectors)
    assert found[0].label == "not_covered/cost"
    assert found[0].score > 0.7
    assert neighbours("faq/contact", few, [], vectors) == []


def test_questions_that_a_change_takes_are_found_with_their_scores(vectors):
    few = {name: training_examples()[name][:40] for name in ("faq/contact", "not_covered/cost", "faq/nhs_only")}
    asked = ["how much is the certification fee", "what is your phone number"]
    moved = {**few, "faq/contact": few["faq/contact"] + few["not_covered/cost"][5:], "not_covered/cost": few["not_covered/cost"][:5]}
    (change,) = taken(Recogniser.fit(few, vectors), Recogniser.fit(moved, vectors), asked)
    assert (change.question, change.before, change.after) == (asked[0], "not_covered/cost", "faq/contact")
    assert 0 < change.after_probability <= 1
    assert taken(Recogniser.fit(few, vectors), Recogniser.fit(few, vectors), asked) == []


def test_what_was_published_is_read_from_its_model(vectors, capsys):
    (top,) = preview._published({}, vectors).likeliest(["what is the office phone number"])
    assert (top.label, top.confidence > 0.9) == ("faq/contact", True)
    assert "Reading the recogniser of the published model" in capsys.readouterr().err


def test_where_no_model_is_there_what_was_published_is_fitted_and_that_is_said(vectors, capsys, monkeypatch, tmp_path):
    monkeypatch.setattr(preview, "current_model", lambda: tmp_path / "none.tar.gz")
    few = {name: training_examples()[name][:40] for name in ("faq/contact", "not_covered/cost")}
    (top,) = preview._published(few, vectors).likeliest(["what is your phone number"])
    assert top.label == "faq/contact"
    assert "no model of them is there" in capsys.readouterr().err


@pytest.mark.parametrize("changed", [[], [Taken("how much is it", "not_covered/cost", 0.91, "faq/contact", 0.64)]])
def test_it_is_said_plainly_that_this_is_the_recognisers_estimate_and_the_gate_decides(monkeypatch, capsys, changed):
    monkeypatch.setattr(preview, "answers_of_published", lambda: None)
    monkeypatch.setattr(preview, "last_took", lambda: 290)
    preview._print_questions(read_items(DATA)["contact"], changed, 5)
    said = capsys.readouterr().out
    assert f"({len(changed)} of 5)" in said
    assert ("not_covered/cost (0.91) becomes faq/contact (0.64)" in said) is bool(changed)
    assert "an estimate by the recogniser alone" in said
    assert "not what the assistant would reply" in said
    assert "The gate puts every question to the whole assistant when you publish; the last time that took 5 min." in said
