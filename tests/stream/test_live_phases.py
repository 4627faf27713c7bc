"""Live phases, and a trial that ends automatically when the set is over."""

from collections.abc import Iterator
from pathlib import Path

import h5py
import pytest

from rig.device.discovery import NO_BOARD, Wanted
from rig.errors import UsageError
from rig.measure.phase import PHASES
from rig.measure.repetition.live import NOBODY
from rig.stream.acquisition import ToldQueue
from rig.stream.engine import Engine
from rig.stream.setend import STANDING_S, SetEnd
from rig.stream.triggers import Triggers
from rig.trial.event import PHASE, Event
from tests.stream.simulated import engine_of, turn_for, turn_until_closed

QUERY = "seed=7&descent_s=1.5&hold_s=0.6&ascent_s=1.2&rest_s=1.5&stand_s=4&mistake_each=0"


def person(more: str = "") -> Wanted:
    return Wanted(f"sim://plates?{QUERY}{more}", f"sim://dowel?{QUERY}{more}")


def phases(events: list[Event]) -> list[tuple[str, int]]:
    return [(event.point, int(event.value)) for event in events]


def drained(told: ToldQueue) -> list[Event]:
    heard = [told.get_nowait() for _ in range(told.qsize())]
    return [news for news in heard if isinstance(news, Event) and news.kind == PHASE]


def last_s(path: Path) -> float:
    """When the last sample of a trial was; no phase is stored in it."""
    with h5py.File(path) as file:
        assert PHASE.encode() not in file["events/kind"][:].tolist()
        return float(file["plates/time"][-1])


@pytest.fixture
def engine() -> Iterator[Engine]:
    with engine_of(person()) as running:
        running.start()
        yield running


def test_phases_are_told_while_they_come(engine: Engine) -> None:
    told = engine.listen()
    turn_for(engine, 14.0)
    heard = phases(drained(told))
    assert heard[:5] == [(phase, 1) for phase in PHASES]
    assert heard[5] == ("descent", 2)


def test_a_trial_ends_after_its_repetitions(engine: Engine, tmp_path: Path) -> None:
    told = engine.listen()
    recorder = engine.record(tmp_path / "t.h5", triggers=Triggers(repetitions=2))
    turn_until_closed(engine, recorder)
    assert recorder.end_reason == "stopped"
    heard = drained(told)
    lockout = next(event for event in heard if (event.point, event.value) == ("lockout", 2))
    lockout_s = lockout.time_s - recorder.zero_s
    assert last_s(tmp_path / "t.h5") - lockout_s == pytest.approx(STANDING_S, abs=0.1)


def test_repetitions_before_the_trial_do_not_count(engine: Engine, tmp_path: Path) -> None:
    told = engine.listen()
    turn_for(engine, 9.0)  # one of them is over
    assert ("lockout", 1) in phases(drained(told))
    recorder = engine.record(tmp_path / "t.h5", triggers=Triggers(repetitions=1))
    turn_until_closed(engine, recorder)
    assert phases(drained(told))[-1] == ("lockout", 2)


def test_who_steps_off_ends_the_trial(tmp_path: Path) -> None:
    with engine_of(person("&deviation=step_off,onset_s=11")) as engine:
        engine.start()
        told = engine.listen()
        recorder = engine.record(tmp_path / "t.h5", triggers=Triggers(repetitions=5))
        turn_until_closed(engine, recorder)
    assert phases(drained(told))[-1][0] == NOBODY
    assert 11.0 < last_s(tmp_path / "t.h5") < 13.0


def test_repetitions_need_plates(tmp_path: Path) -> None:
    with engine_of(Wanted(NO_BOARD, person().dowel)) as engine:
        engine.start()
        with pytest.raises(UsageError, match="plates"):
            engine.record(tmp_path / "t.h5", triggers=Triggers(repetitions=1))
    assert not list(tmp_path.iterdir())


def test_a_repetition_that_had_begun_before_does_not_count() -> None:
    end = SetEnd(1)
    for time_s, phase, number in ((1, "ascent", 4), (2, "lockout", 4), (5, "descent", 5)):
        end.hear(Event(time_s, PHASE, "plates", phase, None, number))
    assert end.due_s == float("inf")
    end.hear(Event(8.0, PHASE, "plates", "lockout", None, 5))
    assert end.due_s == 8.0 + STANDING_S
