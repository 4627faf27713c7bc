"""Simulator scores: all cases, in as many processes as there are cores, and their table.

    python -m tests.score.table

writes SCORE.md and score.json beside this file.
"""

import json
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from rich.progress import track

from rig.sim.frontend import FRONT_ENDS
from tests.score.figures import FIGURES, Figure
from tests.score.limits import LIMITS, WEAK
from tests.score.population import COUNTS, FIRST_SEED, Case, cases
from tests.score.regimes.running import FIRST_SEED as FIRST_SEED_OF_REGIMES
from tests.score.regimes.running import LIVE_SETS, all_sets
from tests.score.regimes.table import kept_section
from tests.score.regimes.table import write as keep_regimes
from tests.score.run import LAB_GAIN_SD, LAB_ZERO_SD_N, Outcome, outcome
from tests.score.values import Value

HERE = Path(__file__).parent
PAGE_FILE, TABLE = HERE / "SCORE.md", HERE / "score.json"

PAGE = """\
# Simulator scores

Made by `make score`; do not edit. What the whole rig makes of simulated participants: simulated
boards, wire, engine, trial file, analysis, against the truth that the simulation wrote. They are
scores on a simulator, of its models of bodies, sensors and errors: no statement about people.

{participants} participants with seeds from {first_seed} on, on which nothing was ever tuned
({groups}),
each on both front ends of the plates: {cases} trials, {hours:.1f} hours. The dowel's board is the
same with both: so is what the contacts score.

| what | unit | {front_ends} | target | {reached} |
{rule}
{rows}

In brackets: of how many losses, minutes, faults, sets, repetitions, trials or pairs. A loss counts
from 50 ms on; onsets are held against the instant at which the sensor's own output, without noise,
crosses its level. A state shorter than the debounce changes nothing, in truth as in what is found.
What the sensor adds to the mechanical loss (hysteresis, spread, creep) stands apart, with its sign:
less than 0 is before the force falls under 0.4 N, or before the dowel is off. All other errors are
sizes, without their sign. Boundaries of phases are where the true centre of mass passes 5 % of the
greatest speed of that descent or ascent; the bottom of a hold is its middle, any other the lowest
instant. A lab-tier calibration: true gains and zeros, missed by
{gain_sd:.1%} and {zero_sd_n:g} N (standard deviations) in each channel; the places of the cells
stay nominal. "Cannot tell" is one rule that says the same of any trial with plates: its share shows
that it stands in the analysis, and that nothing else names a drill.

## What limits what is not reached

{limits}

## What stays weak

{weak}

{regimes}"""


def outcomes(some: Sequence[Case]) -> list[Outcome]:
    """Outcomes of all cases, in order, with a process for each core."""
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # in the processes: more threads would only wait
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        found = pool.map(outcome, some, chunksize=4)
        return list(track(found, "trials", total=len(some)))


def by_front_end(found: Sequence[Outcome]) -> dict[str, dict[str, Value]]:
    """Every figure on every front end."""
    return {
        front_end: {
            figure.name: figure.made([one for one in found if one.case.front_end == front_end])
            for figure in FIGURES
        }
        for front_end in FRONT_ENDS
    }


def page(scores: dict[str, dict[str, Value]], **about: Any) -> str:
    """The table, and what limits the missed targets."""
    front_ends = list(FRONT_ENDS)
    return PAGE.format(
        **about,
        front_ends=" | ".join(f"{name[:2]} bit" for name in front_ends),
        reached=" | ".join(f"{name[:2]} bit reached" for name in front_ends),
        rule="| " + " | ".join(["---"] * (3 + 2 * len(front_ends))) + " |",
        rows="\n".join(_row(figure, scores) for figure in FIGURES),
        limits="\n".join(_limits(scores)) or "Everything is reached.",
        weak=WEAK,
        regimes=kept_section(),
    )


def _row(figure: Figure, scores: dict[str, dict[str, Value]]) -> str:
    values = [own[figure.name] for own in scores.values()]
    told = [f"{_digits(one.value)} ({one.of:.4g})" if one.of else "none" for one in values]
    verdicts = [_verdict(figure, one) for one in values]
    target = figure.target.words if figure.target else ""
    return "| " + " | ".join([figure.name, figure.unit, *told, target, *verdicts]) + " |"


def _digits(value: float) -> str:
    return f"{value:.3g}" if abs(value) < 1000 else f"{value:.0f}"


def _verdict(figure: Figure, one: Value) -> str:
    if figure.target and not one.of:
        return "not judged"
    return {None: "", True: "yes", False: "**no**"}[figure.reached(one)]


def _limits(scores: dict[str, dict[str, Value]]) -> Iterator[str]:
    for figure in FIGURES:
        if False in [figure.reached(own[figure.name]) for own in scores.values()]:
            yield f"- {figure.name}: {LIMITS.get(figure.name, 'not yet known')}."


def _groups(found: Sequence[Outcome]) -> list[tuple[str, int]]:
    """How many participants there were of each."""
    return list(Counter({one.case.seed: one.case.group for one in found}.values()).items())


def document(scores: dict[str, dict[str, Value]]) -> dict[str, dict[str, dict[str, Any]]]:
    """The same for programs."""
    return {
        front_end: {
            figure.name: {
                "value": round(own[figure.name].value, 4) if own[figure.name].of else None,
                "of": round(own[figure.name].of, 2),
                "unit": figure.unit,
                "target": figure.target.words if figure.target else None,
                "reached": figure.reached(own[figure.name]),
            }
            for figure in FIGURES
        }
        for front_end, own in scores.items()
    }


def main() -> None:
    """Simulates all regimes and all cases, and writes the table."""
    keep_regimes(all_sets(os.cpu_count() or 1), FIRST_SEED_OF_REGIMES, LIVE_SETS)
    write(outcomes(list(cases(COUNTS, FIRST_SEED))))


def write(found: Sequence[Outcome]) -> None:
    """Writes the table of these outcomes."""
    scores = by_front_end(found)
    written = page(
        scores,
        participants=len({one.case.seed for one in found}),
        first_seed=f"{FIRST_SEED:,}",
        groups=", ".join(f"{count} {group}" for group, count in _groups(found)),
        cases=len(found),
        hours=sum(one.case.seconds for one in found) / 3600,
        gain_sd=LAB_GAIN_SD,
        zero_sd_n=LAB_ZERO_SD_N,
    )
    PAGE_FILE.write_text(written, encoding="utf-8")
    TABLE.write_text(json.dumps(document(scores), indent=2) + "\n", encoding="utf-8")
    print(written)


if __name__ == "__main__":
    main()
