"""Which trials and figures may be compared, and why others may not."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rig.analysis.comparing import Copies
from rig.analysis.drill import protocol_in
from rig.analysis.records import Analysis
from rig.measure.placement import heel_share_comparable
from rig.measure.quantity import Quantity
from rig.measure.technique.figures import FIGURES, Figure
from rig.measure.validity import NOT_VALID

LOSSES = "losses_per_repetition"
COMPARED = (
    *("descent_s", "hold_s", "ascent_s", "drop_cm", "ascent_peak_percent", "ascent_impulse_ns"),
    *("heel_standing_percent", "heel_bottom_percent", "right_percent", "cop_shift_bottom_mm"),
    LOSSES,
)
_LOSSES = Figure("contact losses in a repetition", "", 1, 0.2, "", "contact")

# Why a trial is left out of a comparison, and why a figure is not compared.
LEFT_NOT_VALID, LEFT_COPY, LEFT_REPLAY = "not_valid", "copy", "replay"
LEFT_NO_TIME, LEFT_NOTHING, LEFT_NOBODY = "no_time", "nothing", "nobody"
NEWTONS, PLACEMENT, LEVELS = "newtons", "placement", "levels"
SHARES: frozenset[Quantity] = frozenset({"heel_share", "symmetry", "cop"})


def figure_of(name: str) -> Figure:
    """The properties of a figure of COMPARED."""
    return _LOSSES if name == LOSSES else FIGURES[name]


class Kind(NamedTuple):
    """What must be the same in trials that are compared."""

    participant: str
    protocol: str
    version: int
    condition: str
    load: str
    simulated: bool
    imported: bool


def kind_of(analysis: Analysis) -> Kind:
    """What it must share with another trial to be compared with it."""
    trial, protocol = analysis.trial, protocol_in(analysis.trial)
    load = f"{protocol.load.kind} {protocol.load.mass_kg:g}" if protocol else ""
    version = protocol.version if protocol else 0
    said = (trial.participant, trial.protocol, version, trial.condition, load)
    return Kind(*said, trial.simulated, trial.imported_from is not None)


def why_left(analysis: Analysis, copies: Copies) -> str:
    """Why a trial is compared with no other, or ""."""
    trial = analysis.trial
    if not trial.participant:  # without a pseudonym, two trials cannot be matched to one person
        return LEFT_NOBODY
    if trial.validity.level == NOT_VALID:
        return LEFT_NOT_VALID
    if trial.replay_of:
        return LEFT_REPLAY
    if copies.better(trial):
        return LEFT_COPY
    if trial.start_time_utc is None:
        return LEFT_NO_TIME
    return "" if analysis.repetitions else LEFT_NOTHING


def refused(analyses: Sequence[Analysis]) -> Iterator[tuple[str, str]]:
    """Figures that are not compared over these trials, each with the reason.

    A share does not depend on newtons, but on how equal the cells are, and calibration changes
    that.
    """
    plates = [found for one in analyses if (found := one.trial.plates)]
    tiers = {(found.newtons.calibrated, found.newtons.tier) for found in plates}
    calibrated = {is_calibrated for is_calibrated, _ in tiers}
    fitted = {dowel.own_levels for one in analyses if (dowel := one.trial.dowel)}
    for name in COMPARED:
        figure = figure_of(name)
        in_newtons = figure.unit == "N s" and (len(tiers) > 1 or False in calibrated)
        if in_newtons or (figure.quantity in SHARES and len(calibrated) > 1):
            yield name, NEWTONS
        elif figure.quantity == "heel_share" and not _stood_alike(analyses):
            yield name, PLACEMENT
        elif figure.quantity == "contact" and len(fitted) > 1:
            yield name, LEVELS


def _stood_alike(analyses: Sequence[Analysis]) -> bool:
    """Whether feet and cells were where they were in the first one."""
    feet = [one.trial.feet for one in analyses]
    cells = {plates.geometry for one in analyses if (plates := one.trial.plates)}
    return len(cells) == 1 and all(heel_share_comparable(feet[0], other) for other in feet)
