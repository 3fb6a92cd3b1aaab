"""``rrn content preview``: how an answer looks before it is published, and which nearby questions it might take."""

from __future__ import annotations

import base64
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from commands.ask import shown
from commands.gate import answers_of_published, last_took
from commands.model import current_model, quiet_environment
from evaluation.held_out import cases_of
from rrn.clock import today
from rrn.content import training_examples
from rrn.differences import differences
from rrn.drafts import Drafts
from rrn.items import Item
from rrn.nearby import Taken, neighbours, taken
from rrn.paths import HELD_OUT, ROOT, STATE
from rrn.pieces import copied_with, stamped
from rrn.recogniser import Recogniser
from rrn.table_differences import changed_verdicts, table_differences
from rrn.tables import SETTINGS
from rrn.understanding.kept_vectors import KeptVectors
from rrn.whole_files import write_whole
from rrn.yaml_file import DataError

#: So many questions whose reply would change are shown, those of the answer first.
SHOWN = 20
WIDGET = ROOT / "widget"
#: Modules of the widget that show a reply, in any order.
MODULES = ("reply.js", "cards.js", "markdown.js", "session.js", "style.js")
_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Preview: {title}</title>
<script type="importmap">{imports}</script>
<style>* {{ box-sizing: border-box; }}</style>
<div class="rrn" data-theme="light" style="max-inline-size:440px;margin:24px auto;font:16px/1.5 system-ui,sans-serif">
<div class="theirs" id="reply"></div></div>
<script type="module">
import {{ replyParts }} from 'rrn/reply.js';
import {{ STYLE }} from 'rrn/style.js';
const sheet = new CSSStyleSheet();
sheet.replaceSync(STYLE);
document.adoptedStyleSheets = [sheet];
const chat = {{ texts: {texts}, language: 'en-GB', ask() {{}}, submit() {{}} }};
document.getElementById('reply').append(...replyParts({reply}, chat));
document.querySelectorAll('details').forEach((each) => {{ each.open = true; }});
</script>
</html>
"""


def preview(name: str, page: Path | None) -> None:
    """Prints how an answer or a topic would be shown and which questions it might take; writes a page of it where one is asked for.

    Of a table, prints what changes in it and every verdict that becomes another one.

    Raises:
        DataError: There is no such item, or it cannot be shown as it stands.
    """
    drafts = Drafts()
    if name in drafts.published_tables():
        _preview_table(drafts, name)
        return
    before, after = drafts.published(), drafts.working()
    if name not in after:
        raise DataError(f"There is no '{name}'. 'rrn content list' shows what there is.")
    item = after[name]
    _tell("Making the card with the drafts ...")
    folder = STATE / "preview" / "data"
    copied_with(drafts.data, folder, (stamped(draft.item, "preview", today()) for draft in drafts.all().values()))
    reply = _reply(name, folder)
    print(f"{shown(reply)}\n")
    for source in reply["sources"]:
        print(f"  from the page: {source['quote']}")
    print()
    print("\n\n".join(differences({name: before[name]} if name in before else {}, {name: item})) or "This is as published.")
    if page:
        write_whole(page, html(reply, item.title or name))
        print(f"\nOpen {page} in a browser to see it as visitors do.")
    _print_nearby(item, before.get(name), training_examples(drafts.data), training_examples(folder))
    shutil.rmtree(folder.parent)


def _preview_table(drafts: Drafts, name: str) -> None:
    before, after = drafts.published_tables(), drafts.working_tables()
    print("\n\n".join(table_differences({**after, name: before[name]}, after)) or "This is as published.")
    if name == SETTINGS:
        changed = changed_verdicts(before[SETTINGS], after[SETTINGS])
        print(f"\nCases with another verdict ({len(changed)}):")
        print("\n".join(f"  {line}" for line in changed) or "  none")


def _reply(name: str, folder: Path) -> dict[str, Any]:
    command = [sys.executable, "-m", "commands.card", name]
    done = subprocess.run(
        command, cwd=ROOT, env={**quiet_environment(), "RRN_DATA": str(folder)}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise DataError(
            f"'{name}' cannot be shown as it stands: {done.stderr.strip().splitlines()[-1]}. 'rrn content lint' lists what is wrong."
        )
    reply: dict[str, Any] = json.loads(done.stdout)
    return reply


def _print_nearby(item: Item, published: Item | None, before: dict[str, list[str]], after: dict[str, list[str]]) -> None:
    vectors, questions = KeptVectors(), _questions()
    added = [example for example in item.examples if not published or example not in published.examples]
    _tell(f"Comparing {len(added)} new examples with all others ...")
    near = neighbours(item.label, after, added, vectors)
    print(f"\n{len(added)} new examples. The nearest examples of other answers and topics (1.00 is the same meaning):")
    for each in near:
        print(f"  {each.score:.2f}  '{each.example}' is near to '{each.other}' ({each.label})")
    if not near:
        print("  none is near")
    changed = taken(_published(before, vectors), _with_drafts(after, vectors), questions) if before != after else []
    _print_questions(item, changed, len(questions))


def _published(examples: dict[str, list[str]], vectors: KeptVectors) -> Recogniser:
    """Returns the recogniser of what is published: that of its model, where that is there, which was fitted on just these examples."""
    model = current_model()
    if model.exists():
        _tell("Reading the recogniser of the published model ...")
        return Recogniser.of_model(model, vectors)
    _tell("Fitting the recogniser on the published examples, since no model of them is there ...")
    return Recogniser.fit(examples, vectors)


def _with_drafts(examples: dict[str, list[str]], vectors: KeptVectors) -> Recogniser:
    _tell("Fitting the recogniser on the examples with the drafts, which takes longest ...")
    return Recogniser.fit(examples, vectors)


def _tell(doing: str) -> None:
    """Says what is done, for a person who waits; not among what the command prints."""
    print(doing, file=sys.stderr, flush=True)


def _questions() -> list[str]:
    """Returns the held-out questions that are asked by themselves."""
    return list(dict.fromkeys(case.turns[0] for case in cases_of(HELD_OUT) if len(case.turns) == 1))


def _print_questions(item: Item, changed: list[Taken], asked: int) -> None:
    """Prints the held-out questions that a change may matter to: those that get this answer's words, and those that change places."""
    given = answers_of_published()
    if given:
        own = [name for name, replies in given["replies"].items() if any(reply["id"] == item.id for reply in replies)]
        print(f"\n{len(own)} held-out conversations get '{item.id}' at present, and would get its new words.")
    own_first = sorted(changed, key=lambda each: item.label not in (each.before, each.after))
    print(f"\nHeld-out questions for which something else would come first ({len(changed)} of {asked}):")
    for question in own_first[:SHOWN]:
        print(f"  {question.question}")
        print(f"      {question.before} ({question.before_probability:.2f}) becomes {question.after} ({question.after_probability:.2f})")
    if len(changed) > SHOWN:
        print(f"  and {len(changed) - SHOWN} more")
    took = last_took()
    time = f"; the last time that took {max(1, round(took / 60))} min" if took is not None else ""
    print(
        "\nThis is an estimate by the recogniser alone. It says what would come first for a question, not what the assistant would reply: "
        "that may also ask back, or say that the page does not cover it. So a reply may change that is not listed, and one that is listed "
        f"may stay. The gate puts every question to the whole assistant when you publish{time}."
    )


def html(reply: dict[str, Any], title: str) -> str:
    """Returns a page that shows a reply with the widget's own modules, all in one file that needs no server."""
    imports = {f"rrn/{name}": _as_address((WIDGET / name).read_text(encoding="utf-8")) for name in MODULES}
    return _PAGE.format(
        title=title.replace("&", "&amp;").replace("<", "&lt;"),
        imports=json.dumps({"imports": imports}),
        texts=_for_script(json.loads((WIDGET / "texts.en.json").read_text(encoding="utf-8"))),
        reply=_for_script(reply),
    )


def _as_address(module: str) -> str:
    """Returns a module as a data address; what it imports from beside it, it finds by the page's import map."""
    found = re.sub(r"from '\./([\w.]+)'", r"from 'rrn/\1'", module)
    return "data:text/javascript;base64," + base64.b64encode(found.encode()).decode()


def _for_script(value: Any) -> str:
    """Returns JSON that cannot end the script it stands in."""
    return json.dumps(value, ensure_ascii=False).replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
