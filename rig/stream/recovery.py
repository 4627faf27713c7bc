"""A trial out of its journal: the same recorder over the same bytes, at the times at which they
came. So its raw data are those of a clean close, to the bit."""

from pathlib import Path

from rig.errors import UsageError
from rig.stream.recorder import Recorder
from rig.stream.replay import Replay
from rig.trial.writer import TrialWriter


def recover(journal: Path, out: Path) -> Path:
    """Rebuilds the trial of a journal as a new file `out`; the journal is left as it is.

    Raises UsageError for what is no journal, or holds no trial.
    """
    replay = Replay(journal)
    if not replay.began:
        raise UsageError(f"expected a trial in {journal}, it had not begun")
    writer = TrialWriter(out, replay.header, {r: f.board.info for r, f in replay.feeds.items()})
    calibration, levels = replay.calibration, replay.levels
    if levels:
        writer.freeze_contact_levels(levels)
    if calibration:
        writer.freeze_plate_calibration(calibration)
    recorder = Recorder(
        writer,
        list(replay.feeds.values()),
        replay.span,
        replay.told,
        host_time=replay.host_time,
        calibration=calibration,
        settle_s=replay.settle_s,
    )
    for _ in replay.run():
        recorder.turn()
    recorder.finish(replay.end_reason)
    recorder.turn()
    return out
