"""Rebuilds a trial from its journal: the same recorder over the same bytes with the same arrival
times. So its raw data equal those of a clean close, to the bit."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import numpy as np

from rig.errors import UsageError
from rig.ondisk import put_in_place
from rig.stream.recorder import Recorder
from rig.stream.replay import Replay
from rig.trial.claim import Claim
from rig.trial.cutend import copy_whole
from rig.trial.folder import refuse_unless_new
from rig.trial.leftovers import part_of, sweep
from rig.trial.reader import SENSELESS, Fate, fate_of, summarize
from rig.trial.writer import TrialWriter


def recover_cut(trial: Path, out: Path) -> Path:
    """Copies a closed trial whose end was cut off to a new file `out`. Raises UsageError if more
    than that is missing."""
    refuse_unless_new(out)
    sweep(out.parent)
    part = part_of(out)
    try:
        with _named_when_whole(part, out):
            copy_whole(trial, part)
    except OSError as error:
        raise UsageError(f"cannot recover {trial}: {error.strerror or error}") from error
    return out


def recover(journal: Path, out: Path) -> Path:
    """Rebuilds the trial of a journal as a new file `out`; the journal is left unchanged.

    The file gets its name when it is complete. Raises UsageError if it is not a journal, or holds
    no valid trial: it may come from anywhere.
    """
    refuse_unless_new(out)
    sweep(out.parent)
    try:
        replay = Replay(journal)
        if not replay.began:
            raise UsageError(f"expected a trial in {journal}, it had not begun")
        _rebuild_as(out, replay)
    except SENSELESS as error:
        raise UsageError(f"cannot recover {journal}, it makes no sense: {error!r}") from error
    return out


def _rebuild_as(out: Path, replay: Replay) -> None:
    part = part_of(out)
    with (
        _named_when_whole(part, out),
        np.errstate(over="raise", invalid="raise", divide="raise"),
    ):
        _rebuild(replay, part)


@contextmanager
def _named_when_whole(part: Path, out: Path) -> Iterator[None]:
    _remove_leftover(part)
    claim = Claim(out)
    with claim.held():
        try:
            yield
            summarize(part)  # it gets its name only if it can be read
            refuse_unless_new(out)
            put_in_place(part, out)
        except BaseException:
            try:
                part.unlink(missing_ok=True)
            except OSError:  # on Windows no one can delete what HDF5 could not close
                claim.leave()  # it goes when this process is gone
            raise


def _remove_leftover(part: Path) -> None:
    """Removes the file of a recovery that was itself interrupted."""
    if fate_of(part) is Fate.BEING_WRITTEN:
        raise UsageError(f"expected one recovery at a time, another is writing {part}")
    with suppress(OSError):  # then creating it fails, too, and reports why
        part.unlink(missing_ok=True)


def _rebuild(replay: Replay, path: Path) -> None:
    writer = TrialWriter(path, replay.header, {r: f.board.info for r, f in replay.feeds.items()})
    try:
        _play(replay, writer)
    except BaseException:
        writer.give_up()
        raise


def _play(replay: Replay, writer: TrialWriter) -> None:
    applied, levels = replay.applied, replay.levels
    if levels:
        writer.freeze_contact_levels(levels, replay.touch)
    if applied:
        writer.freeze_newtons(applied)
    recorder = Recorder(
        writer,
        list(replay.feeds.values()),
        replay.span,
        replay.told,
        host_time=replay.host_time,
        calibration=applied.calibration if applied else None,
        settle_s=replay.settle_s,
    )
    for _ in replay.run():
        recorder.turn()
    recorder.finish(replay.end_reason)
    recorder.turn()
