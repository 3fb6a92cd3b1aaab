"""Goal: to say plainly that something is not covered, and who can tell."""

from __future__ import annotations

from actions.turn_action import TurnAction


class ActionDecline(TurnAction):
    """Declines what the page does not cover, and other subjects."""

    def name(self) -> str:
        """Returns the action's name."""
        return "action_decline"
