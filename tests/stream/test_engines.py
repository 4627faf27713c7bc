"""Engines that start and end, and what they leave in the run folder."""

import os
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from rig.device.board import Board
from rig.device.discovery import Wanted
from rig.device.hosttime import WallTime
from rig.errors import UsageError
from rig.sim.board import simulated_info
from rig.stream import runfolder
from rig.stream.api import Quit, Record
from rig.stream.engines import Engines
from rig.stream.ring import Ring
from rig.stream.runfolder import Place, run_folder
from tests.stream.test_host import Window, engine_running, left_behind, name

__all__ = ["name"]

posix = pytest.mark.skipif(os.name != "posix", reason="owners and modes")
PLATES = Wanted("sim://plates?seed=7", "none")


@posix
def test_a_full_run_folder_is_said_and_the_engine_stays(name: str) -> None:
    """A file size limit represents a disk without room for a ring."""
    import resource

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))

    with engine_running(name, preexec_fn=limit) as process:
        window = Window(name)
        window.until(lambda state: "cannot keep" in state.trouble)
        number = window.state.number
        window.until(lambda state: state.number > number)  # tried again
        assert "cannot keep" in str(window.ask(Record()).refused)
        assert not [one for one in left_behind(name) if one.endswith(".ring")]
        window.client.ask(Quit())
        assert process.wait(20) == 0
        window.close()


def test_an_engine_that_ends_lets_go_of_its_rings_before_they_are_removed(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = Place(name)
    engines = Engines(place, PLATES, WallTime(), lsl=False)
    engines.turn()
    assert engines.engine is not None, engines.trouble
    rings = dict(engines._rings)
    assert left_behind(name) == [place.ring_path("plates", 1).name]
    seen: list[bool] = []
    sweep = place.sweep_rings
    monkeypatch.setattr(
        place, "sweep_rings", lambda: (seen.append(rings["plates"]._memory is None), sweep())
    )
    engines.close()
    assert seen == [True]
    assert left_behind(name) == []


def test_a_ring_that_cannot_be_removed_is_not_in_the_way(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Windows keeps a file that a window still maps."""
    place = Place(name)
    stays = place.ring_path("plates", 1)
    Ring.create(stays, 4)
    monkeypatch.setattr(place, "_remove", lambda _: None)
    place.take()
    engines = Engines(place, PLATES, WallTime(), lsl=False)
    engines.turn()
    assert engines.engine is not None, engines.trouble
    assert engines.boards()[0].ring == str(place.ring_path("plates", 2))
    monkeypatch.undo()
    engines.close()
    place.give_back()
    assert left_behind(name) == []


def test_rings_of_dead_engines_of_other_names_go_and_those_of_running_ones_stay(name: str) -> None:
    dead, running, next_one = (Place(f"{name[:20]}-{n}") for n in range(3))
    running.take()
    for place in (dead, running):
        Ring.create(place.ring_path("plates", 3), 4)
    next_one.take()
    assert left_behind(dead.name) == []
    ring = running.ring_path("plates", 3).name
    assert sorted(left_behind(running.name)) == [ring, f"{running.name}.process"]
    for place in (next_one, running):
        place.give_back()
    assert left_behind(running.name) == []


def test_a_board_whose_engine_cannot_begin_is_given_back(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed: list[str] = []
    close = Board.close
    monkeypatch.setattr(Board, "close", lambda board: (closed.append(board.role), close(board)))

    def refuse(*_: object) -> None:
        raise UsageError("no room")

    monkeypatch.setattr(Ring, "create", refuse)
    engines = Engines(Place(name), PLATES, WallTime(), lsl=False)
    engines.turn()
    assert engines.trouble == "no room"
    assert closed == ["plates"]


@posix
@pytest.mark.parametrize("mode", [0o777, 0o700])
def test_a_runtime_folder_that_another_may_replace_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: int
) -> None:
    others = tmp_path / "runtime"
    others.mkdir()
    others.chmod(mode)
    monkeypatch.setattr(runfolder, "user_runtime_path", lambda *_, **__: others / "hinge-rig")
    monkeypatch.setattr(runfolder, "user_cache_path", lambda *_, **__: tmp_path / "cache")
    expected = others / "hinge-rig" if mode == 0o700 else tmp_path / "cache"
    assert run_folder() == expected


@posix
def test_where_no_runtime_folder_can_be_named_another_one_serves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If another user created the one in the temporary folder first."""

    def refuse(*_: object, **__: object) -> Path:
        raise PermissionError(13, "it is another user's")

    monkeypatch.setattr(runfolder, "user_runtime_path", refuse)
    monkeypatch.setattr(runfolder, "user_cache_path", lambda *_, **__: tmp_path / "cache")
    assert run_folder() == tmp_path / "cache"
    assert stat.S_IMODE((tmp_path / "cache").stat().st_mode) == 0o700


@pytest.mark.parametrize("rate_hz", [1, 99, 5001, 65535])
def test_a_board_that_claims_a_senseless_rate_is_refused_in_words(
    name: str, monkeypatch: pytest.MonkeyPatch, rate_hz: int
) -> None:
    info = simulated_info("plates", "SIMP0007")
    monkeypatch.setattr(
        "rig.sim.port.simulated_info", lambda *_: replace(info, sample_rate_hz=rate_hz)
    )
    wanted = Wanted(f"sim://plates?seed={rate_hz}", "none")
    engines = Engines(Place(name), wanted, WallTime(), lsl=False)
    engines.turn()
    assert engines.engine is None
    assert f"claims {rate_hz} samples a second, expected 100 to 5000" in engines.trouble
    engines.close()
