"""Names so long that files beside a trial could not have their own."""

import os
import shutil
from pathlib import Path

import pytest

import rig
from rig.errors import UsageError
from rig.ondisk import LONGEST_NAME, is_there, name_is_too_long
from rig.store.store import Store
from rig.stream.recovery import recover
from rig.trial.beside import longest_beside
from rig.trial.claim import drop_stale, is_claimed
from rig.trial.folder import refuse_unless_new_trial
from rig.trial.interrupted import interrupted, recovered_path
from rig.trial.journal import journal_path
from rig.trial.notes import notes_of, notes_path
from rig.trial.reader import Fate, fate_of, verify
from rig.trial.reviews import acts_of
from tests.stream.simulated import both, engine_of

MOST = LONGEST_NAME - len(longest_beside(Path("x.h5")).name) + len("x.h5")

pytestmark = pytest.mark.skipif(os.name != "posix", reason="on Windows the path counts")


@pytest.mark.parametrize("length", [MOST + 1, 238, 250, 255, 300])
def test_a_trial_is_refused_before_it_is_recorded(tmp_path: Path, length: int) -> None:
    path = tmp_path / ("x" * (length - 3) + ".h5")
    with engine_of(both()) as engine, pytest.raises(UsageError) as refused:
        engine.record(path, seconds=1.0)
    assert "\n" not in str(refused.value)
    assert list(tmp_path.iterdir()) == []


def test_one_whose_companions_have_room_is_not(tmp_path: Path) -> None:
    path = tmp_path / ("x" * (MOST - 3) + ".h5")
    refuse_unless_new_trial(path)
    longest_beside(path).touch()
    with pytest.raises(UsageError, match=f"expected a shorter name than x+… of {MOST + 1} letters"):
        refuse_unless_new_trial(path.with_name(f"x{path.name}"))


@pytest.mark.parametrize("length", [238, 251, 255])
def test_what_cannot_lie_beside_a_trial_is_absent(
    trials: dict[str, Path], tmp_path: Path, length: int
) -> None:
    path = Path(shutil.copy(trials["plates"], tmp_path / ("x" * (length - 3) + ".h5")))
    opened = rig.open_trial(path)
    assert (opened.notes, opened.reviews) == ((), ())
    assert (notes_of(path), acts_of(path)) == ([], [])
    assert fate_of(path) is Fate.CLOSED
    assert verify(path)[1].level
    assert not is_claimed(path)
    drop_stale(path)
    assert not is_there(recovered_path(path))
    assert interrupted(tmp_path) == []
    store = Store(tmp_path)
    store.refresh(workers=1)
    (row,) = store.trials()
    assert (row.error, row.path.name) == ("", path.name)


def test_a_damaged_one_is_named_and_nothing_breaks(tmp_path: Path) -> None:
    path = tmp_path / ("x" * 250 + ".h5")
    path.write_text("damaged")
    assert name_is_too_long(notes_path(path))
    store = Store(tmp_path)
    store.refresh(workers=1)
    (row,) = store.trials()
    assert "cannot read" in row.error


def test_a_recovery_under_such_a_name_is_refused_in_one_line(
    tmp_path: Path, journaled: Path
) -> None:
    for length in (247, 250, 255):
        with pytest.raises(UsageError) as refused:
            recover(journal_path(journaled), tmp_path / ("x" * (length - 3) + ".h5"))
        assert "\n" not in str(refused.value)
    assert [path for path in tmp_path.iterdir() if path.is_file()] == []
