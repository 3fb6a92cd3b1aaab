"""Goal: to find out what was meant."""

from __future__ import annotations

from actions.turn_action import TurnAction


class ActionAskBack(TurnAction):
    """Asks back: did you mean, or please put it in other words."""

    def name(self) -> str:
        """Returns the action's name."""
        return "action_ask_back"
