"""Figures, faults, and the written report."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from evaluation.held_out import GROUPS, Result

#: Groups whose questions are to be answered; of the others, refusing or asking back is right.
ANSWERED = tuple(group for group in GROUPS if group not in ("near_miss", "unrelated"))


def figures(results: list[Result]) -> str:
    """Returns a table of figures by group."""
    rows = ["| group | questions | right | share | wrong but confident |", "|---|---|---|---|---|"]
    for group in GROUPS:
        rows += _row(group, [result for result in results if result.case.group == group])
    rows += _row("**all**", results)
    return "\n".join(rows)


def _row(name: str, results: list[Result]) -> list[str]:
    if not results:
        return []
    right = sum(result.right for result in results)
    confident = sum(result.wrong_but_confident for result in results)
    return [f"| {name} | {len(results)} | {right} | {right / len(results):.1%} | {confident} |"]


def faults(results: list[Result]) -> str:
    """Returns every case that was not as expected; ``!!`` marks a wrong but confident reply."""
    lines = []
    for result in results:
        if result.right:
            continue
        turn = result.first_wrong
        reply, expected = result.replies[turn], result.case.expect[turn]
        mark = "!!" if result.wrong_but_confident else "  "
        asked = " / ".join(result.case.turns[: turn + 1])
        wanted = ", ".join((*expected.kinds, *expected.ids, *expected.outcome, *expected.status))
        lines.append(f"{mark} {result.case.id} ({result.case.group}) {asked}\n      got {reply['kind']} {reply['id']}; expected {wanted}")
    return "\n".join(lines)


def write_report(folder: Path, questions: list[str], results: list[Result], baseline: list[Result] | None, milliseconds: float) -> None:
    """Writes ``report.md`` and the confusion matrix ``confusion.png`` to a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    parts = [
        "# Held-out questions",
        f"Made by `make evaluate` over {', '.join(f'`tests/heldout/{name}`' for name in questions)}: questions that are in no training "
        "data. A conversation counts as right where every turn is. *Wrong but confident* is an answer, a verdict or a status where that "
        "was not expected.",
        f"Median time of a turn in this run: {milliseconds:.1f} ms (in one process, without a server).",
        "## This assistant",
        figures(results),
    ]
    if baseline is not None:
        single = {result.case.id for result in baseline}
        parts += [
            "## Beside Rasa's default pipeline",
            "The same training data and the same single questions under the pipeline of `rasa init` (DIET and ResponseSelector, "
            "100 epochs, FallbackClassifier 0.3 / 0.1), in the same run. An intent alone is judged here, so conversations of several "
            "turns, verdicts and statuses are left out for both.",
            "### This assistant, the same questions",
            figures([result for result in results if result.case.id in single]),
            "### Rasa's default pipeline",
            figures(baseline),
        ]
    parts += ["## Confusion", "![Confusion matrix](confusion.png)", "## Faults", "```", faults(results) or "none", "```", ""]
    (folder / "report.md").write_text("\n\n".join(parts), encoding="utf-8")
    _confusion(folder / "confusion.png", [result for result in results if len(result.case.turns) == 1])


def _confusion(path: Path, results: Iterable[Result]) -> None:
    pairs = []
    for result in results:
        expected = result.case.expect[0]
        wanted = (expected.ids or expected.kinds) if result.case.group in ANSWERED else (result.case.group,)
        reply = result.replies[0]
        got = reply["id"] if reply["kind"] in ("answer", "handover") else reply["kind"]
        pairs.append((got if got in wanted else wanted[0], got))
    rows = sorted({wanted for wanted, _ in pairs})
    columns = sorted({got for _, got in pairs})
    counts = [[pairs.count((row, column)) for column in columns] for row in rows]
    import matplotlib  # takes a second to load; every other command of "rrn" does without

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(0.5 * len(columns) + 4, 0.4 * len(rows) + 3))
    axes.imshow(counts, cmap="Blues", aspect="auto")
    axes.set_xticks(range(len(columns)), columns, rotation=60, ha="right")
    axes.set_yticks(range(len(rows)), rows)
    axes.set_xlabel("reply")
    axes.set_ylabel("expected")
    for y, line in enumerate(counts):
        for x, count in enumerate(line):
            if count:
                axes.text(x, y, str(count), ha="center", va="center", color="white" if count > max(map(max, counts)) / 2 else "black")
    figure.tight_layout()
    figure.savefig(path, dpi=110)
    pyplot.close(figure)
