"""Which trials of one person may be compared by their heel share, and which are one trial."""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from rig.measure.placement import FootPlacement, heel_share_comparable
from rig.measure.validity import LEVELS
from rig.trial.endings import RECORDING
from rig.trial.trial import Trial


class Comparable(NamedTuple):
    """Earlier trials of the same person: those whose heel shares may be compared, and those where
    they may not, since foot length and heel position are not known in both or do not match."""

    comparable: tuple[Path, ...]
    not_comparable: tuple[Path, ...]


class HeelShares:
    """Takes trials one after the other; stores the participant and foot placement of each."""

    def __init__(self) -> None:
        self._earlier: list[tuple[Path, str, FootPlacement]] = []

    def compare(self, trial: Trial) -> Comparable:
        """Compares a trial with all earlier ones of its participant; a trial without a pseudonym
        matches none, and one without plates has no heel share."""
        if not (trial.plates and trial.participant):
            return Comparable((), ())
        same = [(path, feet) for path, who, feet in self._earlier if who == trial.participant]
        self._earlier.append((trial.path, trial.participant, trial.feet))
        match = {path: heel_share_comparable(trial.feet, feet) for path, feet in same}
        return Comparable(
            tuple(path for path in match if match[path]),
            tuple(path for path in match if not match[path]),
        )


class Copies:
    """Which of several files hold the same trial, and which of those is the best: a closed one,
    then by quality, then the first."""

    def __init__(self, trials: Iterable[Trial]) -> None:
        self._best: dict[str, Trial] = {}
        for trial in trials:
            best = self._best.setdefault(trial.trial_id, trial)
            if _rank(trial) < _rank(best):
                self._best[trial.trial_id] = trial

    def better(self, trial: Trial) -> Path | None:
        """The best file that holds the same trial; None if it is this one."""
        best = self._best.get(trial.trial_id, trial) if trial.trial_id else trial
        return None if best is trial else best.path


def _rank(trial: Trial) -> tuple[bool, int]:
    return trial.end_reason == RECORDING, LEVELS.index(trial.validity.level)
