"""Goal: an approved answer to a question that the page answers."""

from __future__ import annotations

from actions.turn_action import TurnAction


class ActionAnswerQuestion(TurnAction):
    """Gives the approved answer of ``data/faq/``."""

    def name(self) -> str:
        """Returns the action's name."""
        return "action_answer_question"
