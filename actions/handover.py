"""Goal: to lead to a person."""

from __future__ import annotations

from actions.turn_action import TurnAction


class ActionHandover(TurnAction):
    """Gives the office's number to somebody who wants a person or has a complaint."""

    def name(self) -> str:
        """Returns the action's name."""
        return "action_handover"
