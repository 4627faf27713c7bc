"""Statements about load, balance and tempo, and about what plates alone cannot tell."""

from collections.abc import Callable, Iterator

from rig.measure.technique.figures import FIGURES, Spread, evidence_of, spoken, spread_of
from rig.measure.technique.observed import Observed, Said
from rig.measure.technique.statement import Evidence

LEAST_BASELINE = 5  # repetitions
FAR_SD = 2.0
OFF_TEMPO_S, OFF_TEMPO_SHARE = 0.5, 0.25
# A real squat's first 15 mm towards the toes come before the hips have moved back at all.
EARLY_SHIFT_MM = 30.0
STILL_PERCENT = 1.0
KNEES_FIRST = "This can go with the knees moving first, and may mean nothing."

Says = Callable[[Observed], Iterator[Said]]


def means_of(*names: str, remark: str = "") -> Says:
    """A rule that states the means of some figures in one sentence."""

    def says(observed: Observed) -> Iterator[Said]:
        found = {name: spread_of(observed.repetitions, name) for name in names}
        spreads = {name: spread for name, spread in found.items() if spread}
        if spreads:
            parts = ", ".join(_mean_words(name, spread) for name, spread in spreads.items())
            count = max(spread.n for spread in spreads.values())
            evidence = [one for name in spreads for one in evidence_of(observed.repetitions, name)]
            yield Said(f"{_capital(parts)}{remark}; {_mean_of(count)}.", tuple(evidence))

    return says


def symmetry(observed: Observed) -> Iterator[Said]:
    """Left and right, and their symmetry with its formula."""
    names = ("left_percent", "right_percent")
    left, right = (spread_of(observed.repetitions, name) for name in names)
    if left and right:
        percent = (right.mean - left.mean) / (right.mean + left.mean) * 100
        evidence = [one for name in names for one in evidence_of(observed.repetitions, name)]
        yield Said(
            f"{_capital(_mean_words('left_percent', left))}, "
            f"{_mean_words('right_percent', right)}: "
            f"(R - L) / (R + L) = {percent:+.1f} %; {_mean_of(left.n)}.",
            tuple(evidence),
        )


def not_still(observed: Observed) -> Iterator[Said]:
    """Repetitions that began before the person stood still."""
    for one in observed.repetitions:
        spread = one.values.get("standing_sd_percent", 0.0)
        if spread > STILL_PERCENT:
            yield Said(
                f"Repetition {one.number} began before the stand was still: "
                f"the load varied by {spoken('standing_sd_percent', spread)}.",
                evidence_of([one], "standing_sd_percent"),
            )


def lifted(observed: Observed) -> Iterator[Said]:
    """Feet that left the plates during a repetition."""
    for foot in observed.lifted:
        if one := observed.repetition_at(foot.start_s):
            seconds = foot.end_s - foot.start_s
            yield Said(
                f"{foot.foot.capitalize()} foot lifted in repetition {one.number} "
                f"for {seconds:.1f} s.",
                (Evidence(f"{foot.foot}_foot_lifted", seconds, "s", one.number),),
            )


def off_tempo(observed: Observed) -> Iterator[Said]:
    """Parts of the tempo that differ from the protocol."""
    names = ("descent_s", "hold_s", "ascent_s")
    words = ("down", "held", "up")
    for name, word, asked_s in zip(names, words, observed.tempo_s or (), strict=False):
        spread = spread_of(observed.repetitions, name)
        far_s = max(OFF_TEMPO_S, OFF_TEMPO_SHARE * asked_s)
        if spread and abs(spread.mean - asked_s) > far_s + spread.k2:
            yield Said(
                f"{_capital(_mean_words(name, spread))}, the protocol asks {asked_s:g} s; "
                f"{_mean_of(spread.n)}.",
                evidence_of(observed.repetitions, name),
                f"{asked_s:g} s {word}",
            )


def against_baseline(observed: Observed) -> Iterator[Said]:
    """Figures further from the person's own earlier ones than their spread."""
    for name, figure in FIGURES.items():
        if figure.quantity in observed.scored:
            yield from _compared(observed, name)


def bottom_against_baseline(observed: Observed) -> Iterator[Said]:
    """The centre of pressure at the bottom nearer to the toes than in the person's own baseline."""
    now = spread_of(observed.repetitions, "cop_shift_bottom_mm")
    earlier = observed.baseline.spreads.get("cop_shift_bottom_mm")
    if observed.hips_first and now and earlier and now.mean > earlier.mean:
        for said in _compared(observed, "cop_shift_bottom_mm"):
            yield said._replace(text=f"{said.text} {KNEES_FIRST}")


def early_shift(observed: Observed) -> Iterator[Said]:
    """The centre of pressure towards the toes before the hips have gone back."""
    spread = spread_of(observed.repetitions, "cop_shift_early_mm")
    if observed.hips_first and spread and spread.mean >= EARLY_SHIFT_MM:
        yield Said(
            f"Centre of pressure {spoken('cop_shift_early_mm', spread.mean)} towards the toes in "
            f"the first third of the descent; {_mean_of(spread.n)}. This can go with the chest or "
            "shoulders moving first, the knees moving first, or weight rocked onto the toes.",
            evidence_of(observed.repetitions, "cop_shift_early_mm"),
        )


def hinge_or_squat(observed: Observed) -> Iterator[Said]:
    """The same sentence for every trial with plates, whatever the drill."""
    if observed.plates:
        yield Said("Plates alone cannot tell a hinge from a squat.", ())


def _compared(observed: Observed, name: str) -> Iterator[Said]:
    now, earlier = spread_of(observed.repetitions, name), observed.baseline.spreads.get(name)
    if now is None or earlier is None or earlier.n < LEAST_BASELINE:
        return
    if abs(now.mean - earlier.mean) > max(FAR_SD * earlier.sd, FIGURES[name].resolves) + now.k2:
        yield Said(
            f"{_capital(_mean_words(name, now))}; your baseline is {spoken(name, earlier.mean)}, "
            f"standard deviation {spoken(name, earlier.sd)}, {earlier.n} repetitions.",
            evidence_of(observed.repetitions, name),
        )


def _mean_words(name: str, spread: Spread) -> str:
    return f"{FIGURES[name].words} {spoken(name, spread.mean, spread.k2)}"


def _mean_of(count: int) -> str:
    return f"mean of {count} repetitions" if count > 1 else "one repetition"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
