"""Operations on finished trials, by the functions that the commands call:

python -m tests.power.deeds NAME FOLDER

A folder `done-WHAT` is created when a step has returned: from then on it must survive a power cut.
"""

import sys
from collections.abc import Callable
from pathlib import Path

from rig.cli.schemes import register_schemes
from rig.store.moving import move_trial
from rig.store.store import Store
from rig.stream.recovery import recover
from rig.trial.folder import discard
from rig.trial.journal import journal_path
from rig.trial.notes import add_note
from tests.stream.test_zero_of_plates import Room

TRIAL = "P07-1.h5"


def done(folder: Path, what: str) -> None:
    (folder / f"done-{what}").mkdir()


def note(folder: Path) -> None:
    for number in range(3):
        add_note(folder / TRIAL, f"note {number}", author="N", utc="2026-01-01T10:00:00+00:00")
        done(folder, f"note-{number}")


def move(folder: Path) -> None:
    add_note(folder / TRIAL, "note 0", author="N", utc="2026-01-01T10:00:00+00:00")
    done(folder, "note-0")
    move_trial(Store(folder), folder / TRIAL, to="P08")
    done(folder, "move")


def put_away(folder: Path) -> None:
    discard(folder / TRIAL)
    done(folder, "discard")


def recover_it(folder: Path) -> None:
    recover(journal_path(folder / TRIAL), folder / "P07-1.recovered.h5")
    done(folder, "recover")


def zero(folder: Path) -> None:
    """Calibrates, takes a zero, records two trials, and takes the second zero of both."""
    room = Room(folder)
    done(folder, "calibrate")
    room.zero()
    done(folder, "zero")
    trials = [room.record("a"), room.record("b")]
    done(folder, "trials")
    room.zero(*trials)
    done(folder, "rezero")
    room.engine.close()


DEEDS: dict[str, Callable[[Path], None]] = {
    "note": note,
    "move": move,
    "discard": put_away,
    "recover": recover_it,
    "zero": zero,
}

if __name__ == "__main__":
    register_schemes()
    DEEDS[sys.argv[1]](Path(sys.argv[2]))
