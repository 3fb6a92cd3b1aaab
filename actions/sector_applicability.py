"""Goal: whether the Standards apply to a setting."""

from __future__ import annotations

from actions.turn_action import TurnAction


class ActionSectorApplicability(TurnAction):
    """Gives the verdict of the decision table, or asks for the fact that is missing."""

    def name(self) -> str:
        """Returns the action's name."""
        return "action_sector_applicability"
