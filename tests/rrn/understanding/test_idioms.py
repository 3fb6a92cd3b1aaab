"""Figures of speech are put plainly, and words that are meant are left alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from rrn.understanding.idioms import Idioms, idioms
from rrn.yaml_file import DataError


@pytest.mark.parametrize(
    ("said", "plain"),
    [
        ("this paperwork is killing me, is it mandatory?", "this this is hard, is it mandatory?"),
        ("it's a right pain in the neck. who certifies?", "it's a nuisance. who certifies?"),
        ("what are the bloody standards for", "what are the standards for"),
        ("i'm dying to know why it came in", "i'm want to know why it came in"),
        ("a stab in the dark: 2021?", "a guess: 2021?"),
        ("roughly how long", "about how long"),
        ("when did the rule kick in", "when did the rule start"),
        ("my boss bangs on about compliance", "my boss talk about compliance"),
        ("he keeps throwing acronyms at us", "he keeps mentioning acronyms at us"),
        ("i came out in a cold sweat when i read it", "i am nervous when i read it"),
        ("the staff say it's fair, it is an attack on nobody", "the staff say it's fair, this is against nobody"),
        ("i had been on hold for ages before you cut me off", "i had been waiting for ages before you ended the call"),
    ],
)
def test_a_figure_of_speech_is_put_plainly(said: str, plain: str) -> None:
    assert idioms().plain(said) == plain


@pytest.mark.parametrize(
    "meant",
    [
        "he came home with a bloody nose",
        "they are killing him in there",
        "a carer twisted his arm behind his back",
        "she was pinned down for ten minutes",
        "he kicked in the door and then they sat on him",
        "staff were banging his head on the floor",
        "my son has a pain in his neck since the restraint",
        "she is bleeding from the mouth",
        "it's going blue around his lips",
        "they keep throwing things at me",
        "she banged on the door and he hit her",
        "there was an attack on a nurse",
        "he broke out in a rash after they sat on him",
        "they cut me off from my son",
    ],
)
def test_words_that_are_meant_are_left_alone(meant: str) -> None:
    assert idioms().plain(meant) == meant


def test_a_pattern_that_is_none_is_named(tmp_path: Path) -> None:
    path = tmp_path / "idioms.yml"
    path.write_text("idioms:\n- says: '(open'\n  means: ''\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"this pattern is not valid .*\(open"):
        Idioms(path)
