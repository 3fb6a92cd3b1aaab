"""``rrn content withdraw`` and ``restore``: an answer that must not be given any more, and one that may be given again."""

from __future__ import annotations

import argparse

from rrn.drafts import Drafts


def withdraw(arguments: argparse.Namespace) -> int:
    """Withdraws a published answer with the next publishing; its question is understood as before."""
    draft = Drafts().withdraw(arguments.id, arguments.by, arguments.reason)
    print(
        f"'{draft.item.id}' is withdrawn by {draft.reviewed_by}. It is gone with the next publishing: "
        f"rrn content publish {draft.item.id} --by ...\n"
        "Whoever asks for it is then told that there is no answer at present, and the number of the office."
    )
    return 0


def restore(arguments: argparse.Namespace) -> int:
    """Takes a withdrawal back; an answer that was gone is reviewed again first."""
    draft = Drafts().restore(arguments.id)
    if draft is None:
        print(f"The withdrawal of '{arguments.id}' is taken back; the answer was never gone.")
    else:
        print(f"'{arguments.id}' is a draft. Next: rrn content review {arguments.id} --by ..., then rrn content publish --by ...")
    return 0
