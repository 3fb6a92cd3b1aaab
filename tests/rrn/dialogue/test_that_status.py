"""Whether a provider is what was just explained."""

from __future__ import annotations

import pytest

ROBOT = "chitchat/are_you_a_robot"


@pytest.mark.parametrize("explained", ["working_towards", "how_certified"])
@pytest.mark.parametrize("asked", ["are you one of those?", "And is Intelligensa that then", "so are you at that stage yet"])
def test_somebody_asks_whether_we_are_what_was_explained(talk, explained, asked):
    _, reply = talk(("please explain it", f"faq/{explained}"), (asked, ROBOT))
    assert (reply.kind, reply.status["provider"], reply.status["status"]) == ("status", "Intelligensa Limited", "working_towards")


def test_nobody_is_what_no_status_explains(talk):
    assert talk(("why was it brought in", "faq/why_introduced"), ("are you one of those?", ROBOT))[1].kind == "chitchat"
    assert talk(("are you one of those?", ROBOT))[0].kind == "chitchat"


def test_who_is_not_named_has_no_status(talk):
    assert talk(("please explain it", "faq/working_towards"), ("is the lift one of those", "out_of_scope"))[1].kind == "out_of_scope"
