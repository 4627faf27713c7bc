"""What engines publish for others, and what of it is removed after they were killed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from rig.stream.runfolder import Place, left_by_killed_engines, run_folder, sweep_killed_engines

pytestmark = pytest.mark.skipif(os.name != "posix", reason="XDG")
SCRIPT = """
import sys
from rig.stream.ring import Ring
from rig.stream.runfolder import Place
place = Place("killed")
place.take()
place.lay_out_key(b"key")
Ring.create(place.ring_path("plates", 0), 4, 8)
print(flush=True)
sys.stdin.read()
"""


def test_rings_of_a_killed_engine_go_and_those_of_a_running_one_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    words = (sys.executable, "-c", SCRIPT)
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as engine:
        assert engine.stdout
        engine.stdout.readline()
        assert run_folder().is_relative_to(tmp_path)
        assert left_by_killed_engines() == []
        sweep_killed_engines()
        assert len(Place("killed").files()) == 3
        assert Place("killed").process() == engine.pid
        engine.kill()
        engine.wait()
    left = left_by_killed_engines()
    assert [path.name for path in left] == [
        "killed.0.plates.ring",
        "killed.key",
        "killed.process",
    ]
    sweep_killed_engines()
    assert left_by_killed_engines() == []
    assert not any(path.exists() for path in left)
    assert Place("killed").process() is None
