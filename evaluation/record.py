"""The committed record of how each held-out question was answered, against which a change of the repository is judged.

Publishing puts the published version and the candidate to the questions side by side. Where only the repository is there, as in
continuous integration, this record stands for the published version: no question that is right in it may become wrong, and none may
become wrong but confident. It is renewed by ``rrn content gate --accept "reason"``, and the reason is kept in it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from evaluation.held_out import Result
from rrn.clock import today
from rrn.content import content_version
from rrn.paths import ROOT
from rrn.understanding.encoder import shared_encoder
from rrn.yaml_file import read_yaml

RECORD = ROOT / "evaluation" / "record.yml"
#: The int8 encoder rounds otherwise on processors with other instructions, which can tip a question that hangs in the balance.
_PROBES = ("What are the standards?", "does it apply to schools", "how long does certification take and who decides")
_ABOUT = 'How each held-out question was answered when this was last accepted. Written by: rrn content gate --accept "reason"\n'


@dataclass(frozen=True)
class Compared:
    """What changed since the record was written.

    Attributes:
        worse: Questions that were right and are not, or that became wrong but confident.
        better: Questions that became right.
        new: Questions that the record does not know.
        same_arithmetic: Whether the record was written on a machine that computes as this one does.
    """

    worse: tuple[Result, ...]
    better: tuple[Result, ...]
    new: tuple[Result, ...]
    same_arithmetic: bool


def arithmetic() -> str:
    """Returns a short digest of the encoder's vectors of three probes: the same where a machine computes alike."""
    vectors = b"".join(shared_encoder().encode(probe).tobytes() for probe in _PROBES)
    return hashlib.sha256(vectors).hexdigest()[:12]


def compare(results: Sequence[Result], path: Path = RECORD) -> Compared:
    """Returns what changed since the record was written.

    Raises:
        DataError: There is no record.
    """
    record = read_yaml(path)
    right, wrong, confident = (set(record[name] or ()) for name in ("right", "wrong", "wrong_but_confident"))
    known = right | wrong | confident
    return Compared(
        worse=tuple(
            result
            for result in results
            if (result.case.id in right and not result.right) or (result.case.id in known - confident and result.wrong_but_confident)
        ),
        better=tuple(result for result in results if result.right and result.case.id in known - right),
        new=tuple(result for result in results if result.case.id not in known),
        same_arithmetic=record["arithmetic"] == arithmetic(),
    )


def accept(results: Sequence[Result], reason: str, path: Path = RECORD) -> None:
    """Writes the record again, with the reason beside the earlier ones."""
    accepted: list[dict[str, Any]] = list(read_yaml(path)["accepted"]) if path.exists() else []
    accepted.append({"on": today(), "content": content_version(), "reason": reason})
    groups = {
        "right": [result.case.id for result in results if result.right],
        "wrong": [result.case.id for result in results if not result.right and not result.wrong_but_confident],
        "wrong_but_confident": [result.case.id for result in results if result.wrong_but_confident],
    }
    document: Any = CommentedMap({"arithmetic": arithmetic(), "accepted": accepted})
    document.yaml_set_start_comment(_ABOUT)
    for name, ids in groups.items():
        document[name] = CommentedSeq(ids)
        document[name].fa.set_flow_style()
    yaml: Any = YAML()
    yaml.width = 130
    with path.open("w", encoding="utf-8") as file:
        yaml.dump(document, file)
