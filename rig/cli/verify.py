"""rig verify: how good trials are, and whether they are still what was recorded."""

import math
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from rich.text import Text

from rig.cli.console import fail, json_option, note_used, out, print_json
from rig.cli.newtons import newton_words
from rig.errors import Exit, UsageError
from rig.measure.reliance import reservations
from rig.measure.standload import StandLoad
from rig.measure.validity import NOT_VALID, USABLE, WHOLE, TrialFacts, Verdict
from rig.plain import plain
from rig.trial.reader import verify as judged

STYLES = {WHOLE: "green", USABLE: "yellow", NOT_VALID: "bold red"}


@click.command()
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE..."
)
@json_option
def verify(files: tuple[Path, ...], as_json: bool) -> int:
    """Say how good trials are: whole, usable with reasons, or not valid."""
    code, documents, verified = Exit.DONE, [], []
    for file in files:
        try:
            facts, verdict = judged(file)
        except UsageError as error:
            fail(str(error))
            code = Exit.WRONG_USE
            documents.append({"file": str(file), "verdict": "cannot be read", "why": str(error)})
            continue
        verified.append(file)
        if verdict.level == NOT_VALID and code is Exit.DONE:
            code = Exit.ANSWER_IS_NO
        documents.append(_document(file, facts, verdict))
        if not as_json:
            print_verdict(verdict, file.name)
            print_trust([one.text for one in reservations(facts)])
            if facts.newtons:
                out.print(f"  {newton_words(facts.newtons)}", soft_wrap=True, markup=False)
    if as_json:
        print_json({"trials": documents})
    note_used("verify", verified)
    return code


def print_verdict(verdict: Verdict, subject: str) -> None:
    """In words: the level, and a line for each reason."""
    level = (verdict.level, STYLES.get(verdict.level, ""))
    out.print(Text.assemble(plain(subject), ": ", level), soft_wrap=True)
    for reason in verdict.reasons:
        out.print(f"  {reason}", soft_wrap=True)


def print_trust(reasons: Sequence[str]) -> None:
    """How far figures can be trusted, in one line."""
    words = "; ".join(reasons) or "no reservations"
    out.print(f"  trust: {words}", soft_wrap=True, markup=False)


def _document(file: Path, facts: TrialFacts, verdict: Verdict) -> dict[str, Any]:
    return {
        "file": str(file),
        "verdict": verdict.level,
        "reasons": list(verdict.reasons),
        "trust": [one.text for one in reservations(facts)],
        "hash_fits": facts.hash_fits,
        "end_reason": facts.end_reason,
        "newtons": asdict(facts.newtons) if facts.newtons else None,
        "load": _load(facts.load) if facts.load else None,
        "boards": {board.role: _board(asdict(board)) for board in facts.boards},
    }


def _load(load: StandLoad) -> dict[str, Any]:
    """No NaN: JSON has none."""
    named = asdict(load)
    named["hum"] = {name: one._asdict() for name, one in load.hum.items()}
    return without_nan(named)


def without_nan(named: dict[str, Any]) -> dict[str, Any]:
    """The same with None for each unknown number."""
    return {
        name: without_nan(value)
        if isinstance(value, dict)
        else None
        if isinstance(value, float) and math.isnan(value)
        else value
        for name, value in named.items()
    }


def _board(facts: dict[str, Any]) -> dict[str, Any]:
    """Without what only the counting needed."""
    for channel in facts["channels"].values():
        for name in [name for name in channel if name.startswith("_")]:
            del channel[name]
    return facts
