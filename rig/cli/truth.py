"""The true events, beside a trial of simulated boards."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rig.sim.port import World, world_behind
from rig.sim.truthfile import truth_path, write_truth
from rig.stream.engine import Engine
from rig.trial.reader import OwnTimes, own_times


def world_of(engine: Engine) -> World | None:
    """The world that an engine records; None if its boards are real, or there is no person in
    it."""
    worlds = [world_behind(feed.board.port) for feed in engine.feeds.values()]
    return next((world for world in worlds if world and not world.bench), None)


def write_truth_beside(trial: Path, world: World) -> Path | None:
    """Writes the truth of a closed trial beside it, by the samples of its first board."""
    for role, times in own_times(trial).items():
        world_s = _world_s(world, role, times)
        write_truth(truth_path(trial), world, world_s=world_s, time_s=times.time_s)
        return truth_path(trial)
    return None


def _world_s(world: World, role: str, times: OwnTimes) -> NDArray[np.float64]:
    """The time of the world at each sample, from its board's clock, without error."""
    world_s = np.empty(len(times.time_s))
    about_s = times.time_s + (times.monotonic_s_at_zero - world.start_s)
    for number in np.unique(times.life):
        rows = times.life == number
        device_s = times.device_time_us[rows] / 1e6
        world_s[rows] = world.times_s(role, device_s, near_s=about_s[rows][0])
    return world_s
