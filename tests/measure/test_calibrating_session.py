"""A calibration step by step, without a terminal and without a window."""

import json
from dataclasses import replace

import numpy as np
import pytest

from rig.errors import Reason
from rig.measure.calibrating.course import region_course
from rig.measure.calibrating.session import PlatesSession, Stage
from rig.measure.calibrating.setup import answers_before, answers_of, faults, setup_of
from rig.measure.calibration import nominal_plates
from rig.sim.bench import Cells
from tests.bench import EXACT, VOLTS_PER_COUNT, Hands, calibrated, occasion

RATE_HZ = 100.0
ANSWERS = replace(answers_before(None), operator="AB", masses_kg=(10.0, 20.0), check_kg=20.0)
CELLS = Cells.from_seed(4)


class Bench:
    """A session, and a user who does what it asks."""

    def __init__(self) -> None:
        self.session = PlatesSession(
            setup_of(ANSWERS), nominal_plates(VOLTS_PER_COUNT), sample_rate_hz=RATE_HZ
        )
        self.hands = Hands(CELLS, 4)

    def counts(self, mean: tuple[float, ...], seconds: float) -> np.ndarray:
        return np.tile(np.array(mean), (round(seconds * RATE_HZ), 1))

    def empty(self) -> np.ndarray:
        before = self.session.masses.asks[0]
        return self.counts(self.hands.read(before), 2.0)

    def asked(self) -> np.ndarray:
        ask = self.session.ask
        return self.empty() if ask is None else self.counts(self.hands.read(ask), 1.0)

    def take(self, times: int = 1) -> None:
        for _ in range(times):
            counts = self.asked()
            assert self.session.refusal(counts) is None
            assert self.session.doubt(counts) is None
            self.session.take(counts)


@pytest.fixture
def bench() -> Bench:
    return Bench()


def test_all_stages_in_order_and_a_record_at_the_end(bench: Bench) -> None:
    session = bench.session
    stages = []
    while session.stage is not Stage.REVIEW:
        stages.append(session.stage)
        bench.take()
    assert list(dict.fromkeys(stages)) == list(Stage)[:-1]
    assert session.done == session.steps == len(stages) == 1 + 20 + 1 + 18
    record = session.record(occasion())
    assert len(record.points) == 18
    assert record.check_zero_counts == pytest.approx(tuple(bench.empty()[0]), abs=1)


def test_a_loaded_plate_and_one_that_moves_are_refused_with_the_reason(bench: Bench) -> None:
    session = bench.session
    loaded = bench.counts(bench.hands.read(session.masses.asks[2]), 2.0)
    refused = session.refusal(loaded)
    assert (refused.code, refused.values["channels"]) == ("plates_loaded", ["left heel"])
    moving = bench.empty()
    moving[100:, 1] += 50
    assert session.refusal(moving) == Reason.of("not_still", channels=["left toe"])
    assert session.refusal(moving[:5]) == Reason("reading")


def test_a_mass_on_another_place_is_doubted(bench: Bench) -> None:
    bench.take(2)
    wrong = next(a for a in bench.session.masses.asks if (a.foot, a.mass_kg) == ("right", 10.0))
    counts = bench.counts(bench.hands.read(wrong), 1.0)
    assert bench.session.doubt(counts).code == "other_plate_loaded"


def test_back_goes_through_all_stages(bench: Bench) -> None:
    session = bench.session
    bench.take(1 + 20 + 1 + 1)
    done = []
    while session.done:
        session.back()
        done.append((session.stage, session.done))
    assert done[:4] == [
        (Stage.POINTS, 22),
        (Stage.EMPTY_AGAIN, 21),
        (Stage.MASSES, 20),
        (Stage.MASSES, 19),
    ]
    assert done[-1] == (Stage.EMPTY, 0)
    session.back()
    assert session.stage is Stage.EMPTY


def test_again_begins_the_region_at_hand_anew(bench: Bench) -> None:
    session = bench.session
    bench.take(1 + 5 + 2)  # all of the left heel, two on the left toe
    session.again()
    assert session.done == 1 + 5
    session.again()  # the left toe is still empty: back to the previous one
    assert session.done == 1


def test_leaving_out_the_nine_points_leaves_the_masses(bench: Bench) -> None:
    session = bench.session
    bench.take(21)
    session.leave()
    assert session.stage is Stage.REVIEW
    assert session.record(occasion()).tier.name == "not established"


def test_it_is_the_same_after_it_was_written_down(bench: Bench) -> None:
    bench.take(1 + 20 + 1 + 3)
    again = PlatesSession.from_json(json.loads(json.dumps(bench.session.as_json())))
    assert (again.stage, again.done, again.ask) == (
        bench.session.stage,
        bench.session.done,
        bench.session.ask,
    )
    assert again.record(occasion()) == bench.session.record(occasion())


def test_what_was_said_the_last_time_comes_back() -> None:
    record = calibrated(Hands(CELLS, 4), EXACT)
    answers = answers_before(record)
    assert answers.masses_kg == (20, 40, 60, 80)
    assert answers.check_kg == 20
    assert setup_of(answers).reference.masses_within_percent == 0
    assert answers_of(setup_of(ANSWERS)) == ANSWERS


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("masses_kg", ()),
        ("masses_kg", (10, 500)),
        ("masses_kg", (10, float("nan"))),
        ("check_kg", None),
        ("heel_y_mm", -1),
        ("apart_mm", float("inf")),
        ("gravity_m_s2", 10),
    ],
)
def test_what_may_not_be_is_named(name: str, value: object) -> None:
    assert faults(ANSWERS) == {}
    assert set(faults(replace(ANSWERS, **{name: value}))) == {name}
    with pytest.raises(ValueError, match=name):
        setup_of(replace(ANSWERS, **{name: value}))


def test_load_against_reading_of_one_region(bench: Bench) -> None:
    bench.take(1 + 5 + 2)
    about = {"geometry": bench.session.setup.geometry, "gravity_m_s2": 9.80665}
    heel = region_course(bench.session.masses.holds, "left", "heel", **about)
    assert heel.load_n == pytest.approx((0, 98.0665, 196.133, 98.0665, 0))
    assert heel.rising == (True, True, True, False, False)
    assert max(map(abs, heel.residuals_n)) < 0.2
    toe = region_course(bench.session.masses.holds, "left", "toe", **about)
    assert (len(toe.counts), toe.residuals_n) == (2, ())
    assert region_course([], "right", "heel", **about).counts == ()
