"""The simulated boards: wire bytes like a sketch's, one person behind two URLs."""

import numpy as np
import pytest

from rig.device.board import open_board
from rig.device.hosttime import SteppedTime
from rig.device.messages import Edge, Status
from rig.errors import DeviceError, UsageError
from rig.measure.calibration import force_n, nominal_plates
from rig.sim.participant import Participant
from rig.sim.port import open_simulated
from rig.stream.feed import Feed
from rig.stream.samples import Samples


def test_a_board_says_who_it_is_and_obeys() -> None:
    time = SteppedTime()
    board = open_board("sim://plates?seed=12", time)
    assert (board.role, board.info.serial, board.simulated) == ("plates", "SIMP0012", True)
    board.identify(1)
    board.start()
    board.stop()
    with pytest.raises(DeviceError, match="refused"):
        board.give_serial("1A2B3C4D")


@pytest.mark.parametrize("begin_s", [0.0, 0.4, 0.9])
def test_samples_say_how_the_ttl_input_stands(begin_s: float) -> None:
    time = SteppedTime()
    feed = Feed(open_board("sim://plates?ttl_each_s=0.5&plates_ppm=1330", time))
    time.sleep(begin_s)
    feed.board.start()
    blocks: list[Samples] = []
    edges: list[Edge] = []
    for _ in range(40):
        time.sleep(0.0513)
        for news in feed.parse_and_decode(feed.read()):
            (blocks if isinstance(news, Samples) else edges).append(news)  # type: ignore[arg-type]
    time_us = np.concatenate([block.device_time_us for block in blocks])
    high = np.concatenate([block.status for block in blocks]) & Status.TTL_IN != 0
    turned = np.flatnonzero(np.diff(high)) + 1
    assert len(turned) >= 5
    came = [np.searchsorted(time_us, edge.device_time_us) for edge in edges]
    assert turned.tolist() == [at for at in came if 0 < at < len(time_us)]
    assert high[turned].tolist() == [
        bool(e.level) for e, at in zip(edges, came, strict=True) if at in turned
    ]


@pytest.mark.parametrize("ppm", [-3283, 1330])
def test_the_clock_of_a_board_runs_as_wrong_as_asked(ppm: int) -> None:
    time = SteppedTime()
    feed = Feed(open_board(f"sim://dowel?dowel_ppm={ppm}", time))
    feed.board.start()
    time.sleep(10)
    (block,) = feed.parse_and_decode(feed.read())
    assert len(block) == pytest.approx(10_000 * (1 + ppm * 1e-6), abs=2)
    assert (np.diff(block.device_time_us) == 1000).all()
    assert feed.board.health is not None


def test_the_same_url_gives_the_same_samples() -> None:
    blocks = []
    for _ in range(2):
        time = SteppedTime()
        feed = Feed(open_board("sim://plates?seed=3", time))
        feed.board.start()
        time.sleep(2)
        blocks.extend(feed.parse_and_decode(feed.read()))
    assert np.array_equal(blocks[0].counts, blocks[1].counts)


def test_two_urls_with_one_query_are_one_person_on_one_clock() -> None:
    time = SteppedTime()
    plates = open_simulated("sim://plates?seed=5", time)
    time.sleep(100)
    dowel = open_simulated("sim://dowel?seed=5", time)
    other = open_simulated("sim://dowel?seed=6", time)
    assert dowel.world is plates.world
    assert other.world is not plates.world


@pytest.mark.parametrize(
    "url",
    [
        "sim://feet",
        "sim://plates/x",
        "sim://plates?sed=1",
        "sim://plates?seed=x",
        "sim://plates?seed=-1",
        "sim://plates?plates_ppm=nan",
        "sim://plates?plates_ppm=1e9",
    ],
)
def test_a_url_that_means_nothing_is_said(url: str) -> None:
    with pytest.raises(UsageError, match="expected"):
        open_simulated(url, SteppedTime())


@pytest.mark.parametrize(
    ("front_end", "bytes_per_count", "noise_n"), [("10bit", 2, 0.25), ("24bit", 3, 0.13)]
)
def test_either_front_end_comes_over_the_wire(
    front_end: str, bytes_per_count: int, noise_n: float
) -> None:
    time = SteppedTime()
    query = f"seed=3&drill=stand&sway=0&plate_error=0&front_end={front_end}"
    feed = Feed(open_board(f"sim://plates?{query}", time))
    feed.board.start()
    time.sleep(5)
    (block,) = feed.parse_and_decode(feed.read())
    info = feed.board.info
    newtons = force_n(block.counts, nominal_plates(info.volts_per_count))
    weight_n = Participant.from_settings(seed=3).weight_n
    assert info.bytes_per_count == bytes_per_count
    assert newtons.sum(axis=1).mean() == pytest.approx(weight_n, abs=0.05)
    assert newtons.std(axis=0) == pytest.approx(noise_n, rel=0.15)
    dowel = open_board(f"sim://dowel?{query}", time)  # its levels are 16 bits wide on the wire
    assert dowel.info.full_scale_counts == 4096
