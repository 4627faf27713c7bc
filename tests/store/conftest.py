"""Fixtures for several of these tests."""

import shutil
from pathlib import Path

import pytest

from rig.trial.journal import journal_path
from tests.stream.simulated import both, engine_of, turn_for, turn_until_closed
from tests.touched import light
from tests.trial.recorded import PARTICIPANT


@pytest.fixture(scope="session")
def once_journaled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("journaled") / "t.h5"
    with engine_of(both("&sync=1")) as engine:
        engine.start()
        turn_for(engine, 0.5)
        engine.standards.use_touch(light(PARTICIPANT, "SIMD0007"))
        recorder = engine.record(path, seconds=1.2, participant=PARTICIPANT, keep_journal=True)
        turn_until_closed(engine, recorder)
    return path


@pytest.fixture
def journaled(tmp_path: Path, once_journaled: Path) -> Path:
    """A trial with its own contact levels, and its journal beside it."""
    folder = tmp_path / "journaled"
    folder.mkdir()
    for path in (once_journaled, journal_path(once_journaled)):
        shutil.copy(path, folder)
    return folder / once_journaled.name
