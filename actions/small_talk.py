"""Goal: to be polite around the questions."""

from __future__ import annotations

from actions.turn_action import TurnAction


class ActionSmallTalk(TurnAction):
    """Says something back to small talk."""

    def name(self) -> str:
        """Returns the action's name."""
        return "action_small_talk"
